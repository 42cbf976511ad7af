package dev.keelson.apiserver.server.auth.token;

import dev.keelson.apiserver.server.auth.GoText;
import java.util.ArrayList;
import java.util.List;

/** Asks one after the other; the first who knows the token decides. */
public record TokenUnion(List<TokenAuthenticator> authenticators) implements TokenAuthenticator {
  public TokenUnion {
    authenticators = List.copyOf(authenticators);
  }

  public static TokenUnion of(TokenAuthenticator... authenticators) {
    return new TokenUnion(List.of(authenticators));
  }

  @Override
  public Outcome authenticate(String token, List<String> audiences) {
    List<String> rejections = new ArrayList<>(0);
    for (TokenAuthenticator each : authenticators) {
      Outcome outcome = each.authenticate(token, audiences);
      switch (outcome) {
        case Outcome.Known _ -> {
          return outcome;
        }
        case Outcome.Rejected(String why) -> rejections.add(why);
        case Outcome.Unknown _ -> {}
      }
    }
    return rejections.isEmpty()
        ? new Outcome.Unknown()
        : new Outcome.Rejected(GoText.aggregate(rejections));
  }
}
