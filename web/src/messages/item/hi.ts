/** What an item's page alone says, in Hindi. */
import type { Translation } from "../t";
import type { en } from "./en";

export const hi: Translation<typeof en> = {
  prediction_title: "आप इसे कितने सितारे देंगे",
  prediction_bounds: { one: "{low} से {high} के बीच, {n} रेटिंग से", other: "{low} से {high} के बीच, {n} रेटिंग से" },
  prediction_bounds_simulated: { one: "{low} से {high} के बीच, {n} रेटिंग से; रेट करने वाले ज़्यादातर डेमो के कृत्रिम दर्शक हैं", other: "{low} से {high} के बीच, {n} रेटिंग से; रेट करने वाले ज़्यादातर डेमो के कृत्रिम दर्शक हैं" },
  prediction_needs_ratings: { one: "जब आप {n} और ऐसी कृति रेट करेंगे जिसे औरों ने भी रेट किया है, तब हम बता पाएँगे", other: "जब आप {n} और ऐसी कृतियाँ रेट करेंगे जिन्हें औरों ने भी रेट किया है, तब हम बता पाएँगे" },
  prediction_needs_raters: { one: "जब {n} और व्यक्ति इसे यहाँ रेट करेगा, तब हम बता पाएँगे", other: "जब {n} और लोग इसे यहाँ रेट करेंगे, तब हम बता पाएँगे" },
};
