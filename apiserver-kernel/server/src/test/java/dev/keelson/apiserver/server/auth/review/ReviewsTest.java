package dev.keelson.apiserver.server.auth.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonReader;
import dev.keelson.apiserver.server.auth.AuthenticatorUnion;
import dev.keelson.apiserver.server.auth.AuthorizerChain;
import dev.keelson.apiserver.server.auth.Caller;
import dev.keelson.apiserver.server.auth.FakeObjects;
import dev.keelson.apiserver.server.auth.PrivilegedGroup;
import dev.keelson.apiserver.server.auth.node.NodeAuthorizer;
import dev.keelson.apiserver.server.auth.rbac.FakeRbac;
import dev.keelson.apiserver.server.auth.rbac.RbacAuthorizer;
import dev.keelson.apiserver.server.auth.rbac.RuleResolver;
import dev.keelson.apiserver.server.auth.token.StaticTokens;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReviewsTest {
  private static final RuleResolver RESOLVER =
      new RuleResolver(
          FakeRbac.of(
              """
              ClusterRole reader
                read core: pods
                get path: /healthz
              ClusterRole named
                get core: configmaps named a
              ClusterRoleBinding ann of ClusterRole reader to User:ann
              RoleBinding ns/ann of ClusterRole named to User:ann
              ClusterRoleBinding dangling of ClusterRole gone to User:bob
              """));
  private static final AccessReviews ACCESS =
      new AccessReviews(
          AuthorizerChain.of(
              PrivilegedGroup.INSTANCE,
              new NodeAuthorizer(_ -> List.of(), new FakeObjects()),
              new RbacAuthorizer(RESOLVER)));
  private static final IdentityReviews IDENTITY =
      new IdentityReviews(StaticTokens.of("t,ann,u,g\n", List.of("api")), List.of("api"));

  private static ApiObject review(String json) {
    return new ApiObject(JsonReader.readObject(json.replace('\'', '"')));
  }

  private static String status(ApiObject answer) {
    return answer.status().toJson().replace('"', '\'');
  }

  private static String failure(Function<ApiObject, ApiObject> answer, String json) {
    ApiFailure failure = catchThrowableOfType(ApiFailure.class, () -> answer.apply(review(json)));
    assertThat(failure).isNotNull();
    return failure.status().code() + " " + failure.status().message().replace('"', '\'');
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'user':'ann','resourceAttributes':{'verb':'get','resource':'pods'}} |"
            + " {'allowed':true,'reason':'RBAC: allowed by ClusterRoleBinding \\'ann\\' of"
            + " ClusterRole \\'reader\\' to User \\'ann\\''}",
        "{'user':'ann','nonResourceAttributes':{'verb':'get','path':'/healthz'}} |"
            + " {'allowed':true,'reason':'RBAC: allowed by ClusterRoleBinding \\'ann\\' of"
            + " ClusterRole \\'reader\\' to User \\'ann\\''}",
        "{'user':'ann','resourceAttributes':{'verb':'get','resource':'nodes'}} | {'allowed':false}",
        "{'user':'bob','resourceAttributes':{'verb':'get','resource':'nodes'}} |"
            + " {'allowed':false,'reason':'RBAC: clusterrole.rbac.authorization.k8s.io \\'gone\\'"
            + " not found'}",
        "{'groups':['system:masters'],'resourceAttributes':{'verb':'x','resource':'y'}} |"
            + " {'allowed':true}",
        "{'user':'system:node:n1','groups':['system:nodes'],'resourceAttributes':{'verb':'list',"
            + "'resource':'pods','fieldSelector':{'requirements':[{'key':'spec.nodeName',"
            + "'operator':'In','values':['n1']}]}}} | {'allowed':true}",
        "{'user':'system:node:n1','groups':['system:nodes'],'resourceAttributes':{'verb':'list',"
            + "'resource':'pods','fieldSelector':{'rawSelector':'a!=b,spec.nodeName=n1'}}} |"
            + " {'allowed':true}",
        "{'user':'system:node:n1','groups':['system:nodes'],'resourceAttributes':{'verb':'list',"
            + "'resource':'pods','fieldSelector':{'rawSelector':'spec.nodeName!=n1'}}} |"
            + " {'allowed':false,'reason':'can only list/watch pods with spec.nodeName field"
            + " selector'}",
        "{'user':'x','resourceAttributes':{'fieldSelector':{'rawSelector':'a'},'labelSelector':"
            + "{'requirements':[{'key':'a','operator':'Foo'},{'key':'a','operator':'Exists'}]}}} |"
            + " {'allowed':false,'evaluationError':'spec.resourceAttributes.fieldSelector ignored"
            + " due to parse error; spec.resourceAttributes.labelSelector partially ignored due to"
            + " parse error'}",
      })
  void answersForSubjects(String spec, String expected) {
    assertThat(status(ACCESS.subject(review("{'spec':" + spec + "}")))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | 422 .authorization.k8s.io '' is invalid: [spec.resourceAttributes: Invalid value:"
            + " null: exactly one of nonResourceAttributes or resourceAttributes must be"
            + " specified, spec.user: Invalid value: '': at least one of user or group must be"
            + " specified]",
        "{'metadata':{'name':'x'},'spec':{'user':'a','resourceAttributes':{'verb':'get',"
            + "'fieldSelector':{}},'nonResourceAttributes':{'path':'/'}}} | 422"
            + " .authorization.k8s.io '' is invalid: [spec.nonResourceAttributes: Invalid value:"
            + " {'Path':'/','Verb':''}: cannot be specified in combination with"
            + " resourceAttributes, spec.resourceAttributes.fieldSelector.requirements: Required"
            + " value: when spec.resourceAttributes.fieldSelector is specified, requirements or"
            + " rawSelector is required, metadata: Invalid value: {'name':'x'}: must be empty]",
      })
  void refusesWrongReviews(String json, String expected) {
    assertThat(failure(ACCESS::subject, json)).isEqualTo(expected);
  }

  @Test
  void answersInANamespace() {
    String spec = "{'user':'ann','resourceAttributes':{'verb':'get','resource':'configmaps',";

    ApiObject answer =
        ACCESS.local(review("{'spec':" + spec + "'namespace':'ns','name':'a'}}}"), "ns");
    assertThat(answer.namespace()).isEqualTo("ns");
    assertThat(answer.status().isTrue("allowed")).isTrue();

    assertThat(
            failure(each -> ACCESS.local(each, "ns"), "{'spec':" + spec + "'namespace':'other'}}}"))
        .isEqualTo(
            "422 .authorization.k8s.io '' is invalid: spec.resourceAttributes.namespace: Invalid"
                + " value: 'other': must match metadata.namespace");
    assertThat(failure(each -> ACCESS.local(each, "ns"), "{'metadata':{'namespace':'x'}}"))
        .startsWith("400");
  }

  @Test
  void answersForOneself() {
    ApiObject review = review("{'spec':{'resourceAttributes':{'verb':'watch','resource':'pods'}}}");

    assertThat(ACCESS.self(review, Caller.of("ann")).status().isTrue("allowed")).isTrue();
    assertThat(status(ACCESS.self(review, Caller.of("eve")))).isEqualTo("{'allowed':false}");
    assertThat(ACCESS.self(review, Caller.of("eve")).spec()).isEqualTo(review.spec());
  }

  @Test
  void listsRules() {
    ApiObject answer =
        new RulesReviews(RESOLVER)
            .self(
                review(
                    "{'kind':'SelfSubjectRulesReview','apiVersion':'authorization.k8s.io/v1',"
                        + "'spec':{'namespace':'ns'}}"),
                Caller.of("ann"));

    assertThat(answer.tree().toJson().replace('"', '\''))
        .isEqualTo(
            "{'kind':'SelfSubjectRulesReview','apiVersion':'authorization.k8s.io/v1',"
                + "'metadata':{},'spec':{},'status':{'resourceRules':["
                + "{'verbs':['get','list','watch'],'apiGroups':[''],'resources':['pods']},"
                + "{'verbs':['get'],'apiGroups':[''],'resources':['configmaps'],"
                + "'resourceNames':['a']}],"
                + "'nonResourceRules':[{'verbs':['get'],'nonResourceURLs':['/healthz']}],"
                + "'incomplete':false}}");
  }

  @Test
  void tellsWhereRulesAreNotAll() {
    RulesReviews rules = new RulesReviews(RESOLVER);
    ApiObject review = review("{'spec':{'namespace':'ns'}}");

    assertThat(status(rules.self(review, Caller.of("system:node:n", "system:nodes"))))
        .endsWith(
            "'incomplete':true,'evaluationError':'node authorizer does not support user rule"
                + " resolution'}");
    assertThat(status(rules.self(review, Caller.of("bob"))))
        .endsWith(
            "'evaluationError':'clusterrole.rbac.authorization.k8s.io \\'gone\\' not found'}");
    assertThat(failure(each -> rules.self(each, Caller.of("ann")), "{'spec':{}}"))
        .isEqualTo("400 no namespace on request");
  }

  @Test
  void reviewsTokens() {
    assertThat(status(IDENTITY.token(review("{'spec':{'token':'t'}}"))))
        .isEqualTo(
            "{'authenticated':true,'user':{'username':'ann','uid':'u',"
                + "'groups':['g','system:authenticated']},'audiences':['api']}");
    assertThat(status(IDENTITY.token(review("{'spec':{'token':'wrong'}}"))))
        .isEqualTo("{'user':{},'error':'invalid bearer token'}");
    assertThat(status(IDENTITY.token(review("{'spec':{'token':'t','audiences':['vault']}}"))))
        .isEqualTo("{'user':{},'error':'invalid bearer token'}");
    assertThat(failure(IDENTITY::token, "{'spec':{}}"))
        .isEqualTo("400 token is required for TokenReview in authentication");
  }

  @Test
  void tellsWhoOneIs() {
    ApiObject answer =
        IdentityReviews.self(
            review("{'kind':'SelfSubjectReview','apiVersion':'authentication.k8s.io/v1'}"),
            AuthenticatorUnion.authenticated(
                new Caller("ann", "", List.of(), Map.of("b", List.of("2"), "a", List.of("1")))),
            Instant.parse("2026-06-01T12:00:00.9Z"));

    assertThat(answer.tree().toJson().replace('"', '\''))
        .isEqualTo(
            "{'kind':'SelfSubjectReview','apiVersion':'authentication.k8s.io/v1',"
                + "'metadata':{'creationTimestamp':'2026-06-01T12:00:00Z'},'status':{'userInfo':"
                + "{'username':'ann','groups':['system:authenticated'],"
                + "'extra':{'a':['1'],'b':['2']}}}}");
  }
}
