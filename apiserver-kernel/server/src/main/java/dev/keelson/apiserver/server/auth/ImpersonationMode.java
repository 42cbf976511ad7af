package dev.keelson.apiserver.server.auth;

import dev.keelson.apiserver.model.ApiStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One way in which impersonation may be allowed. Thread-safe. */
final class ImpersonationMode {
  sealed interface Outcome {
    record Allowed(Caller caller) implements Outcome {}

    record Refused(ApiStatus status) implements Outcome {}
  }

  private enum Kind {
    ASSOCIATED_NODE("associated-node"),
    ARBITRARY_NODE("arbitrary-node"),
    SERVICE_ACCOUNT("serviceaccount"),
    USER_INFO("user-info"),
    /** Since 1.3: whoever it is, whatever is done. */
    UNCONSTRAINED("");

    private final String name;

    Kind(String name) {
      this.name = name;
    }
  }

  private static final String NODE_PREFIX = "system:node:";
  private static final String NODES_GROUP = "system:nodes";
  private static final String AUTHENTICATION_GROUP = "authentication.k8s.io";
  private static final String NODE_NAME = "authentication.kubernetes.io/node-name";
  private static final String ASSOCIATED_KEYS = "authentication.kubernetes.io/associated-node-keys";

  /** From here on one check for all of them is tried before one for each. */
  private static final int MANY = 4;

  private final Kind kind;
  private final Authorizer authorizer;

  private ImpersonationMode(Kind kind, Authorizer authorizer) {
    this.kind = kind;
    this.authorizer = authorizer;
  }

  /** In the order in which they are tried. */
  static List<ImpersonationMode> all(Authorizer authorizer) {
    List<ImpersonationMode> modes = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      modes.add(new ImpersonationMode(kind, authorizer));
    }
    return List.copyOf(modes);
  }

  boolean appliesTo(Caller wanted, Caller caller) {
    boolean isNameAlone =
        wanted.uid().isEmpty() && wanted.groups().isEmpty() && wanted.extra().isEmpty();
    Optional<String> node = nodeName(wanted.name());
    boolean isServiceAccount = ServiceAccountName.parse(wanted.name()).isPresent();
    return switch (kind) {
      case ASSOCIATED_NODE -> isNameAlone && node.isPresent() && isOnNode(caller, node.get());
      case ARBITRARY_NODE -> isNameAlone && node.isPresent();
      case SERVICE_ACCOUNT -> isNameAlone && isServiceAccount;
      case USER_INFO -> node.isEmpty() && !isServiceAccount;
      case UNCONSTRAINED -> true;
    };
  }

  private static Optional<String> nodeName(String user) {
    return user.startsWith(NODE_PREFIX)
            && DnsNames.isSubdomain(user.substring(NODE_PREFIX.length()))
        ? Optional.of(user.substring(NODE_PREFIX.length()))
        : Optional.empty();
  }

  private static boolean isOnNode(Caller caller, String node) {
    return ServiceAccountName.parse(caller.name()).isPresent()
        && caller.extra().getOrDefault(NODE_NAME, List.of()).equals(List.of(node));
  }

  private boolean isConstrained() {
    return kind != Kind.UNCONSTRAINED;
  }

  private String verb() {
    return isConstrained() ? "impersonate:" + kind.name : "impersonate";
  }

  Outcome check(Caller wanted, Attributes request) {
    Caller asking = kind == Kind.ASSOCIATED_NODE ? anonymized(request.caller()) : request.caller();
    Optional<ApiStatus> refusal =
        isConstrained() ? refusal(impersonateOn(request.as(asking))) : Optional.empty();
    refusal = refusal.or(() -> userRefusal(wanted, asking));
    if (!wanted.uid().isEmpty()) {
      refusal =
          refusal.or(
              () -> refusal(asking(asking, AUTHENTICATION_GROUP, "uids", "", "", wanted.uid())));
    }
    refusal = refusal.or(() -> groupRefusal(wanted.groups(), asking));
    refusal = refusal.or(() -> extraRefusal(wanted.extra(), asking));
    return refusal
        .<Outcome>map(Outcome.Refused::new)
        .orElseGet(() -> new Outcome.Allowed(completed(wanted)));
  }

  /** A service account on its own node: who may is decided without looking at which node it is. */
  private static Caller anonymized(Caller caller) {
    List<String> keys = caller.extra().keySet().stream().sorted().toList();
    return new Caller(caller.name(), caller.uid(), caller.groups(), Map.of(ASSOCIATED_KEYS, keys));
  }

  private Attributes impersonateOn(Attributes request) {
    return request.withVerb("impersonate-on:" + kind.name + ":" + request.verb());
  }

  private Attributes asking(
      Caller caller, String group, String resource, String subresource, String ns, String name) {
    return new Attributes(caller, verb(), true, group, "v1", resource, subresource, ns, name, "");
  }

  private Optional<ApiStatus> refusal(Attributes attributes) {
    Authorizer.Decision decision = authorizer.decide(attributes);
    return decision.isAllowed()
        ? Optional.empty()
        : Optional.of(Forbidden.status(attributes, decision.reason()));
  }

  private String identityGroup() {
    return isConstrained() ? AUTHENTICATION_GROUP : "";
  }

  private Optional<ApiStatus> userRefusal(Caller wanted, Caller asking) {
    String group = identityGroup();
    Optional<ServiceAccountName> account = ServiceAccountName.parse(wanted.name());
    if (account.isPresent()) {
      return refusal(
          asking(
              asking,
              group,
              "serviceaccounts",
              "",
              account.get().namespace(),
              account.get().name()));
    }
    Optional<String> node = nodeName(wanted.name());
    if (isConstrained() && node.isPresent()) {
      String name = kind == Kind.ASSOCIATED_NODE ? "*" : node.get();
      return refusal(asking(asking, group, "nodes", "", "", name));
    }
    return refusal(asking(asking, group, "users", "", "", wanted.name()));
  }

  private Optional<ApiStatus> groupRefusal(List<String> groups, Caller asking) {
    if (isConstrained()) {
      Attributes any = asking(asking, identityGroup(), "groups", "", "", "");
      if (groups.contains("")) {
        return Optional.of(
            Forbidden.status(any, "impersonating the empty string group is not allowed"));
      }
      if (groups.contains(PrivilegedGroup.NAME)) {
        return Optional.of(
            Forbidden.status(
                asking(asking, identityGroup(), "groups", "", "", PrivilegedGroup.NAME),
                "impersonating the system:masters group is not allowed"));
      }
      if (groups.size() >= MANY
          && refusal(asking(asking, identityGroup(), "groups", "", "", "*")).isEmpty()) {
        return Optional.empty();
      }
    }
    for (String group : groups) {
      Optional<ApiStatus> refusal =
          refusal(asking(asking, identityGroup(), "groups", "", "", group));
      if (refusal.isPresent()) {
        return refusal;
      }
    }
    return Optional.empty();
  }

  private Optional<ApiStatus> extraRefusal(Map<String, List<String>> extra, Caller asking) {
    if (isConstrained() && !extra.isEmpty()) {
      Optional<String> wrong = ImpersonatedExtra.wrong(extra);
      if (wrong.isPresent()) {
        return Optional.of(
            Forbidden.status(
                asking(asking, AUTHENTICATION_GROUP, "userextras", "", "", ""), wrong.get()));
      }
      int values = extra.values().stream().mapToInt(List::size).sum();
      if (values >= MANY
          && refusal(asking(asking, AUTHENTICATION_GROUP, "userextras", "*", "", "*")).isEmpty()) {
        return Optional.empty();
      }
    }
    for (Map.Entry<String, List<String>> each : new TreeMap<>(extra).entrySet()) {
      for (String value : each.getValue()) {
        Optional<ApiStatus> refusal =
            refusal(asking(asking, AUTHENTICATION_GROUP, "userextras", each.getKey(), "", value));
        if (refusal.isPresent()) {
          return refusal;
        }
      }
    }
    return Optional.empty();
  }

  /** With the groups that follow from the name, unless groups were asked for. */
  private Caller completed(Caller wanted) {
    List<String> groups = new ArrayList<>(wanted.groups());
    if (groups.isEmpty()) {
      ServiceAccountName.parse(wanted.name()).ifPresent(each -> groups.addAll(each.groups()));
      if (isConstrained() && nodeName(wanted.name()).isPresent()) {
        groups.add(NODES_GROUP);
      }
    }
    if (wanted.name().equals(Caller.ANONYMOUS.name())) {
      addOnce(groups, Caller.UNAUTHENTICATED);
    } else if (!groups.contains(Caller.UNAUTHENTICATED)) {
      addOnce(groups, Caller.AUTHENTICATED);
    }
    return new Caller(wanted.name(), wanted.uid(), groups, wanted.extra());
  }

  private static void addOnce(List<String> groups, String group) {
    if (!groups.contains(group)) {
      groups.add(group);
    }
  }
}
