/** Every text of the pages, in Hindi. */
import { en } from "./en";
import type { Catalogue } from "./t";

export const hi: Catalogue = {
  ...en,
  waiting: { one: "{n} रेटिंग या निशान भेजा जाना बाकी है।", other: "{n} रेटिंग और निशान भेजे जाने बाकी हैं।" },
  sign_out_unsent: { one: "{n} रेटिंग या निशान अभी भेजा नहीं जा सका", other: "{n} रेटिंग और निशान अभी भेजे नहीं जा सके" },
  sign_out_unsent_hint: "साइन आउट करने पर इस डिवाइस से सब कुछ मिट जाता है। जो भेजा नहीं गया, वह खो जाएगा।",
  sign_out_stay: "साइन इन रहें",
  sign_out_anyway: "साइन आउट करें, भले ही वह खो जाए",
  kept_for_later: "कनेक्शन नहीं है: इसे यहाँ रखा गया है और बाद में भेजा जाएगा",
  sent_later: { one: "कनेक्शन लौट आया: आपने जो किया था, वह भेज दिया गया", other: "कनेक्शन लौट आया: {n} रेटिंग और निशान भेज दिए गए" },
  refused_later: "बिना कनेक्शन के किया गया कुछ सहेजा नहीं जा सका। {why}",
};
