package dev.keelson.nodeagent.stream;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.TransportFailure;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * Who somebody is, and whether they may. Kubelet's webhook modes: client certificates of known
 * authorities, else tokens by TokenReview; then SubjectAccessReview on the Node's subresources.
 * Answers are remembered as kubelet does: 2 min a token, 5 min a yes, 30 s a no. Blocks.
 */
final class Gate {
  private static final Duration TOKEN = Duration.ofMinutes(2);
  private static final Duration YES = Duration.ofMinutes(5);
  private static final Duration NO = Duration.ofSeconds(30);
  private static final int REMEMBERED = 1_000;
  private static final String CLIENTS = "1.3.6.1.5.5.7.3.2";
  private static final String ANY_USE = "2.5.29.37.0";

  private record Answer<T>(T value, long until) {}

  private record Wish(Caller caller, String verb, String subresource, String node) {}

  private final ApiClient client;
  private final KubeletServerConfig config;
  private final Map<String, Answer<Caller>> tokens = remembering();
  private final Map<Wish, Answer<Boolean>> wishes = remembering();

  Gate(ApiClient client, KubeletServerConfig config) {
    this.client = client;
    this.config = config;
  }

  private static <K, V> Map<K, V> remembering() {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > REMEMBERED;
      }
    };
  }

  /**
   * @throws Refused 401
   */
  Caller caller(List<X509Certificate> chain, Optional<String> authorization) {
    Optional<Caller> shown = byCertificate(chain);
    if (shown.isPresent()) {
      return shown.get();
    }
    Optional<String> token =
        authorization
            .filter(value -> value.regionMatches(true, 0, "Bearer ", 0, 7))
            .map(value -> value.substring(7).strip());
    if (token.isPresent()) {
      return byToken(token.get()).orElseThrow(() -> new Refused(401, "Unauthorized"));
    }
    if (config.isAnonymousAllowed()) {
      return Caller.ANONYMOUS;
    }
    throw new Refused(401, "Unauthorized");
  }

  private Optional<Caller> byCertificate(List<X509Certificate> chain) {
    if (chain.isEmpty() || config.clientAuthorities().isEmpty()) {
      return Optional.empty();
    }
    try {
      Set<TrustAnchor> anchors =
          config.clientAuthorities().stream()
              .map(each -> new TrustAnchor(each, null))
              .collect(Collectors.toSet());
      PKIXParameters parameters = new PKIXParameters(anchors);
      parameters.setRevocationEnabled(false);
      CertPathValidator.getInstance("PKIX")
          .validate(CertificateFactory.getInstance("X.509").generateCertPath(chain), parameters);
      List<String> uses = chain.getFirst().getExtendedKeyUsage();
      if (uses != null && !uses.contains(CLIENTS) && !uses.contains(ANY_USE)) {
        return Optional.empty();
      }
      return Optional.of(named(chain.getFirst()));
    } catch (GeneralSecurityException | InvalidNameException _) {
      return Optional.empty();
    }
  }

  private static Caller named(X509Certificate certificate) throws InvalidNameException {
    String user = "";
    List<String> groups = new ArrayList<>();
    for (Rdn part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
      String value = String.valueOf(part.getValue());
      if (part.getType().equalsIgnoreCase("CN")) {
        user = value;
      } else if (part.getType().equalsIgnoreCase("O")) {
        groups.add(value);
      }
    }
    groups.add("system:authenticated");
    return new Caller(user, List.copyOf(groups));
  }

  private Optional<Caller> byToken(String token) {
    long now = client.timing().nanos();
    synchronized (tokens) {
      Answer<Caller> known = tokens.get(token);
      if (known != null && known.until() - now > 0) {
        return Optional.of(known.value());
      }
    }
    JsonObject status =
        review(
            "authentication.k8s.io/v1",
            "TokenReview",
            JsonObject.builder().put("token", token).build());
    if (!status.isTrue("authenticated")) {
      return Optional.empty();
    }
    JsonObject user = status.object("user");
    Caller caller = new Caller(user.text("username"), user.array("groups").texts().toList());
    synchronized (tokens) {
      tokens.put(token, new Answer<>(caller, now + TOKEN.toNanos()));
    }
    return Optional.of(caller);
  }

  /**
   * By any of several subresources of the Node, the finest first.
   *
   * @throws Refused 403, or 500 where the API server does not answer
   */
  void check(Caller caller, String verb, String node, List<String> subresources) {
    for (String each : subresources) {
      if (isAllowed(new Wish(caller, verb, each, node))) {
        return;
      }
    }
    throw new Refused(
        403,
        "Forbidden (user=%s, verb=%s, resource=nodes, subresource(s)=[%s])\n"
            .formatted(caller.user(), verb, String.join(" ", subresources)));
  }

  private boolean isAllowed(Wish wish) {
    long now = client.timing().nanos();
    synchronized (wishes) {
      Answer<Boolean> known = wishes.get(wish);
      if (known != null && known.until() - now > 0) {
        return known.value();
      }
    }
    JsonObject attributes =
        JsonObject.builder()
            .put("verb", wish.verb())
            .put("version", "v1")
            .put("resource", "nodes")
            .put("subresource", wish.subresource())
            .put("name", wish.node())
            .build();
    JsonObject spec =
        JsonObject.builder()
            .put("resourceAttributes", attributes)
            .put("user", wish.caller().user())
            .put("groups", JsonArray.ofText(wish.caller().groups()))
            .build();
    boolean answer =
        review("authorization.k8s.io/v1", "SubjectAccessReview", spec).isTrue("allowed");
    synchronized (wishes) {
      wishes.put(wish, new Answer<>(answer, now + (answer ? YES : NO).toNanos()));
    }
    return answer;
  }

  private JsonObject review(String apiVersion, String kind, JsonObject spec) {
    ApiObject wanted =
        new ApiObject(
            JsonObject.builder()
                .put("kind", kind)
                .put("apiVersion", apiVersion)
                .put("metadata", JsonObject.EMPTY)
                .put("spec", spec)
                .build());
    String plural = kind.equals("TokenReview") ? "tokenreviews" : "subjectaccessreviews";
    try {
      return client.resource(apiVersion, plural).create(wanted).status();
    } catch (ApiFailure | TransportFailure e) {
      throw new Refused(500, kind + " failed: " + e.toString());
    }
  }
}
