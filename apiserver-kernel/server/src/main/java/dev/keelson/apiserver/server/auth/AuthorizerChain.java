package dev.keelson.apiserver.server.auth;

import java.util.ArrayList;
import java.util.List;

/**
 * Asks one after the other until one allows or denies. Where none does, the reasons of all are put
 * together and it has no opinion: the kernel then refuses.
 */
public record AuthorizerChain(List<Authorizer> authorizers) implements Authorizer {
  public AuthorizerChain {
    authorizers = List.copyOf(authorizers);
  }

  public static AuthorizerChain of(Authorizer... authorizers) {
    return new AuthorizerChain(List.of(authorizers));
  }

  @Override
  public Decision decide(Attributes attributes) {
    List<String> reasons = new ArrayList<>(0);
    for (Authorizer each : authorizers) {
      Decision decision = each.decide(attributes);
      if (decision.verdict() != Verdict.NO_OPINION) {
        return decision;
      }
      if (!decision.reason().isEmpty()) {
        reasons.add(decision.reason());
      }
    }
    return new Decision(Verdict.NO_OPINION, String.join("\n", reasons));
  }
}
