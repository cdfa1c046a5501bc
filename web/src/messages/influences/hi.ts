/** The page where readers see and set what moves their lists, in Hindi. */
import type { Translation } from "../t";
import type { en } from "./en";

export const hi: Translation<typeof en> = {
  influences_intro: "आपकी सूचियाँ इन्हीं से बनती हैं। साथ में लिखा है कि हर चीज़ किसी कृति के पक्ष में या ख़िलाफ़ कितनी गिनी जाती है। तय करें कि क्या कम, ज़्यादा या बिल्कुल न गिना जाए। अगली सूची वैसी ही होगी।",
  influences_next: "तय हो गया। अगली सूची वैसी ही होगी।",
  influences_to_list: "आपकी सूची पर",
  influences_empty: "अभी कुछ भी आपकी सूचियों पर असर नहीं डालता",
  influences_empty_hint: "तीन कृतियों को रेट करें जिन्हें आप जानते हैं। उनमें जो समान है, वह यहाँ दिखेगा।",
  influences_genre: "विधाएँ",
  influences_language: "भाषाएँ",
  influences_decade: "दशक",
  influences_person: "लोग",
  influences_type: "फ़िल्में या किताबें",
  influences_item: "कृतियाँ",
  influences_for: "पक्ष में {points}",
  influences_against: "ख़िलाफ़ {points}",
  influences_neither: "अभी नहीं गिना जाता",
  influences_looked: "आपने इसे देखा भर है",
  influences_rated: "आपने इसे {stars} तारे दिए",
  influences_marked: "आपने इस पर निशान लगाया",
  influences_weight_of: "{name} कितना गिना जाए",
  weight_off: "बंद",
  weight_less: "कम",
  weight_normal: "सामान्य",
  weight_more: "ज़्यादा",
  influences_show_all: { one: "{n} और दिखाएँ", other: "{n} और दिखाएँ" },
};
