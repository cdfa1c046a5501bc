/** The list of former searches, in Hindi. */
import type { Translation } from "../t";
import type { en } from "./en";

export const hi: Translation<typeof en> = {
  searches_hint: "इन्हें केवल आप देखते हैं। लिखते समय खोज-बॉक्स इन्हें सुझाता है; हटाई हुई खोजें आपकी सूचियों में नहीं गिनी जातीं।",
  searches_delete_all: "सब हटाएँ",
  searches_sure: "क्या आपकी सभी खोजें हटा दी जाएँ?",
  searches_sure_hint: "इन्हें कोई वापस नहीं ला सकता।",
  searches_keep: "रहने दें",
  searches_none: "कोई खोज नहीं है",
  searches_none_hint: "साइन इन रहते हुए आप जो खोजते हैं, वह यहाँ केवल आपके लिए रहता है।",
  searches_times: { one: "एक बार", other: "{n} बार" },
  searches_deleted: { one: "{n} खोज हटा दी गई", other: "{n} खोजें हटा दी गईं" },
};
