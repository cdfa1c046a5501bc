/** The reader's list, in Hindi. */
import type { Translation } from "../t";
import type { en } from "./en";

export const hi: Translation<typeof en> = {
  other_list: "दूसरी सूची",
  no_recommendations: "अभी कोई सुझाव नहीं",
  no_recommendations_hint: "तीन ऐसी चीज़ें रेट करें जिन्हें आप जानते हैं, फिर आपके लिए सूची बनेगी।",
  still_looking: "हम आपकी पसंद वाले लोगों को अभी ढूँढ रहे हैं; सूची कुछ ही पल में बेहतर होगी।",
  list_end: {
    one: "बस इतना ही: {n} कृति। कुछ रेट करें या छिपाएँ, तो और आएँगी।",
    other: "बस इतना ही: {n} कृतियाँ। कुछ रेट करें या छिपाएँ, तो और आएँगी।",
  },
};
