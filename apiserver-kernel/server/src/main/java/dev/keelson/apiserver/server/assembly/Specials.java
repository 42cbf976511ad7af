package dev.keelson.apiserver.server.assembly;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.server.auth.Authorizer;
import dev.keelson.apiserver.server.auth.rbac.RuleResolver;
import dev.keelson.apiserver.server.auth.review.AccessReviews;
import dev.keelson.apiserver.server.auth.review.IdentityReviews;
import dev.keelson.apiserver.server.auth.review.RulesReviews;
import dev.keelson.apiserver.server.auth.token.TokenIssuer;
import dev.keelson.apiserver.server.resource.Resource;
import dev.keelson.apiserver.server.storage.Stored;
import dev.keelson.apiserver.server.stream.NodeProxy;
import dev.keelson.apiserver.server.verb.Call;
import dev.keelson.apiserver.server.verb.CreateOnly;
import dev.keelson.apiserver.server.verb.NodeVerbs;
import dev.keelson.apiserver.server.verb.ObjectWriter;
import dev.keelson.apiserver.server.verb.PodVerbs;
import dev.keelson.apiserver.server.verb.ScaleVerb;
import dev.keelson.apiserver.server.verb.Serving;
import dev.keelson.apiserver.server.verb.Verbs;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Subresources and virtual resources with a mind of their own, by their places. */
final class Specials {
  private static final String AUTHORIZATION = "authorization.k8s.io";
  private static final String AUTHENTICATION = "authentication.k8s.io";

  private final Serving serving;
  private final Map<String, Verbs.Special> all = new HashMap<>();

  private Specials(Serving serving) {
    this.serving = serving;
  }

  static Map<String, Verbs.Special> of(
      Serving serving,
      Identities identities,
      List<String> audiences,
      Authorizer authorizer,
      Optional<RuleResolver> resolver,
      NodeProxy proxy) {
    Specials specials = new Specials(serving);
    specials.objects();
    specials.reviews(identities, audiences, authorizer, resolver);
    identities.issuer().ifPresent(specials::tokens);
    specials.nodes(new NodeVerbs(serving, proxy));
    return specials.all;
  }

  private void objects() {
    ObjectWriter writer = new ObjectWriter(serving);
    ScaleVerb scale = new ScaleVerb(serving, writer);
    all.put("/replicationcontrollers/scale", scale);
    for (String plural : List.of("deployments", "replicasets", "statefulsets")) {
      all.put("apps/" + plural + "/scale", scale);
    }
    PodVerbs pods = new PodVerbs(serving, writer);
    all.put("/pods/binding", pods.binding());
    all.put("/bindings", pods.binding());
    all.put("/pods/eviction", pods.eviction());
  }

  private void nodes(NodeVerbs nodes) {
    all.put("/pods/log", nodes::log);
    all.put("/pods/exec", nodes::exec);
    all.put("/pods/attach", nodes::attach);
    all.put("/pods/portforward", nodes::portForward);
    all.put("/pods/proxy", nodes::podProxy);
    all.put("/nodes/proxy", nodes::nodeProxy);
    all.put("/services/proxy", nodes::serviceProxy);
  }

  private void reviews(
      Identities identities,
      List<String> audiences,
      Authorizer authorizer,
      Optional<RuleResolver> resolver) {
    AccessReviews access = new AccessReviews(authorizer);
    review(AUTHORIZATION, "SubjectAccessReview", (_, sent) -> access.subject(sent));
    review(
        AUTHORIZATION,
        "LocalSubjectAccessReview",
        (call, sent) -> access.local(sent, call.info().namespace()));
    review(
        AUTHORIZATION, "SelfSubjectAccessReview", (call, sent) -> access.self(sent, call.caller()));
    resolver.ifPresent(
        rules -> {
          RulesReviews reviews = new RulesReviews(rules);
          review(
              AUTHORIZATION,
              "SelfSubjectRulesReview",
              (call, sent) -> reviews.self(sent, call.caller()));
        });
    IdentityReviews identity = new IdentityReviews(identities.tokens(), audiences);
    review(AUTHENTICATION, "TokenReview", (_, sent) -> identity.token(sent));
    review(
        AUTHENTICATION,
        "SelfSubjectReview",
        (call, sent) -> IdentityReviews.self(sent, call.caller(), serving.clock().instant()));
  }

  private void review(String group, String kind, CreateOnly.Answer answer) {
    GroupVersionKind of = new GroupVersionKind(group, "v1", kind);
    String plural = serving.resources().find(of).map(each -> each.name().resource()).orElseThrow();
    all.put(group + "/" + plural, new CreateOnly(serving, of, answer));
  }

  private void tokens(TokenIssuer issuer) {
    all.put(
        "/serviceaccounts/token",
        new CreateOnly(
            serving,
            new GroupVersionKind(AUTHENTICATION, "v1", "TokenRequest"),
            (call, sent) -> issuer.issue(account(call), sent, serving.clock().instant())));
  }

  private ApiObject account(Call call) {
    Resource accounts = call.resource();
    return serving
        .store()
        .read(accounts, call.info().objectName())
        .map(Stored::object)
        .orElseThrow(() -> new ApiFailure(ApiStatus.notFound(accounts.name(), call.info().name())));
  }
}
