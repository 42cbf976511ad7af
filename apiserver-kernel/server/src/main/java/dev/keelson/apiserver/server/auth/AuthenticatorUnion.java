package dev.keelson.apiserver.server.auth;

import dev.keelson.apiserver.server.ApiRequest;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks one after the other: the first who knows the caller decides, even if another has rejected
 * him before. Upstream's order: certificates, then bearer tokens (static, service accounts',
 * bootstrap), then nobody is left but {@link Caller#ANONYMOUS}.
 *
 * @param isAnonymousAllowed whether one without credentials is anonymous, or rejected. Wrong ones
 *     are always rejected
 */
public record AuthenticatorUnion(List<Authenticator> authenticators, boolean isAnonymousAllowed)
    implements Authenticator {
  public AuthenticatorUnion {
    authenticators = List.copyOf(authenticators);
  }

  /** Never answers Unknown. */
  @Override
  public Outcome authenticate(ApiRequest request) {
    List<String> rejections = new ArrayList<>(0);
    for (Authenticator each : authenticators) {
      switch (each.authenticate(request)) {
        case Outcome.Known(Caller caller) -> {
          return new Outcome.Known(authenticated(caller));
        }
        case Outcome.Rejected(String why) -> rejections.add(why);
        case Outcome.Unknown() -> {}
      }
    }
    if (!rejections.isEmpty()) {
      return new Outcome.Rejected(GoText.aggregate(rejections));
    }
    return isAnonymousAllowed
        ? new Outcome.Known(Caller.ANONYMOUS)
        : new Outcome.Rejected("no credentials");
  }

  /** With the group of all who are known. */
  public static Caller authenticated(Caller caller) {
    if (caller.name().equals(Caller.ANONYMOUS.name())
        || caller.isIn(Caller.AUTHENTICATED)
        || caller.isIn(Caller.UNAUTHENTICATED)) {
      return caller;
    }
    List<String> groups = new ArrayList<>(caller.groups());
    groups.add(Caller.AUTHENTICATED);
    return new Caller(caller.name(), caller.uid(), groups, caller.extra());
  }
}
