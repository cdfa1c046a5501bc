/** The questions to newcomers, in Hindi. */
import type { Translation } from "../t";
import type { en } from "./en";

export const hi: Translation<typeof en> = {
  start_title: "आपको क्या पसंद है?",
  start_intro: "जो कृतियाँ आप जानते हैं, उन्हें रेट करें। इनसे हमें सबसे ज़्यादा पता चलता है, और आपकी सूची इन्हीं से बनती है।",
  start_progress: "{enough} में से {rated} रेटिंग",
  start_unknown: "मैं इसे नहीं जानता/जानती",
  start_to_list: "मेरी सूची पर जाएँ",
  start_done: "अच्छी सूची के लिए इतना काफ़ी है",
  start_done_enough: { one: "आपने {n} कृति रेट की। और जवाबों से कम ही पता चलेगा।", other: "आपने {n} कृतियाँ रेट कीं। और जवाबों से कम ही पता चलेगा।" },
  start_done_nothing: "पूछने के लिए कोई और जानी-मानी कृति नहीं बची। अपनी पसंदीदा कृतियाँ खोजें और रेट करें।",
  start_divides: "राय बँटी हुई है: इसे जानने वालों में से {share} को यह बहुत पसंद आई",
  start_divides_simulated: "राय बँटी हुई है: डेमो के {share} कृत्रिम दर्शकों को यह बहुत पसंद आई",
  start_unlike: "इसे उनसे अलग लोग पसंद करते हैं जिन्हें आपकी अब तक रेट की गई कृतियाँ पसंद हैं",
  start_known: "इसे बहुत लोग जानते हैं, इसलिए आपका जवाब बताता है कि आपकी राय किससे मिलती है",
};
