/** Say what somebody is to the reader. All lists of people are asked for anew afterwards. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, data } from "../api/client";
import { sayError } from "../ui/Toasts";
import { PEOPLE } from "./queries";

type Verb = "accept" | "decline" | "block" | "unblock";

export function useRelation() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ personId, verb }: { personId: string; verb: Verb }) => data(api.POST(`/matches/{person_id}/${verb}`, { params: { path: { person_id: personId } } })),
    onSuccess: () => void client.invalidateQueries({ queryKey: PEOPLE }),
    onError: (error) => sayError(error.message),
  });
}
