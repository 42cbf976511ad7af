package dev.keelson.apiserver.server.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.server.assembly.Kernel.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which objects a quota counts, told by one that has room for none. */
class QuotaMatrixTest {
  private static final AtomicInteger MADE = new AtomicInteger();

  private static final Map<String, String> PODS =
      Map.of(
          "plain", "",
          "short", "'activeDeadlineSeconds':60,",
          "sized", "",
          "important", "'priorityClassName':'high',",
          "small", "'priorityClassName':'low',",
          "social",
              "'affinity':{'podAffinity':{'requiredDuringSchedulingIgnoredDuringExecution':"
                  + "[{'topologyKey':'kubernetes.io/hostname','namespaces':['default']}]}},");

  private static Kernel kernel;

  @BeforeAll
  static void open() {
    kernel = Kernel.open();
    String classes = "/apis/scheduling.k8s.io/v1/priorityclasses";
    kernel.post(classes, "{'metadata':{'name':'high'},'value':1000}").is(201);
    String newest = kernel.post(classes, "{'metadata':{'name':'low'},'value':1}").is(201).version();
    seen(classes, newest);
  }

  @AfterAll
  static void close() {
    kernel.close();
  }

  private static void seen(String path, String version) {
    kernel.get(path + "?resourceVersionMatch=NotOlderThan&resourceVersion=" + version).is(200);
  }

  /** A new namespace with a quota. */
  private static String place(String spec) {
    String name = "q" + MADE.incrementAndGet();
    kernel.post("/api/v1/namespaces", "{'metadata':{'name':'" + name + "'}}").is(201);
    String place = "/api/v1/namespaces/" + name;
    Reply quota =
        kernel
            .post(place + "/resourcequotas", "{'metadata':{'name':'q'},'spec':{" + spec + "}}")
            .is(201);
    seen(place + "/resourcequotas", quota.version());
    return place;
  }

  private static String pod(String kind) {
    String resources = kind.equals("sized") ? "'requests':{'cpu':'1m'}" : "";
    return ("{'metadata':{'generateName':'p-'},'spec':{%s'containers':"
            + "[{'name':'c','image':'i','resources':{%s}}]}}")
        .formatted(PODS.get(kind), resources);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'scopes':['Terminating'] | short",
        "'scopes':['NotTerminating'] | plain sized important small social",
        "'scopes':['BestEffort'] | plain short important small social",
        "'scopes':['NotBestEffort'] | sized",
        "'scopes':['BestEffort','Terminating'] | short",
        "'scopes':['CrossNamespacePodAffinity'] | social",
        "'scopeSelector':{'matchExpressions':[{'scopeName':'PriorityClass','operator':'Exists'}]}"
            + " | important small",
        "'scopeSelector':{'matchExpressions':[{'scopeName':'PriorityClass','operator':"
            + "'DoesNotExist'}]} | plain short sized social",
        "'scopeSelector':{'matchExpressions':[{'scopeName':'PriorityClass','operator':'In',"
            + "'values':['high']}]} | important",
        "'scopeSelector':{'matchExpressions':[{'scopeName':'PriorityClass','operator':'NotIn',"
            + "'values':['high']}]} | plain short sized small social",
        "'scopeSelector':{'matchExpressions':[{'scopeName':'Terminating','operator':'Exists'}]}"
            + " | short",
        "'scopes':[] | plain short sized important small social",
      })
  void scopes(String scopes, String counted) {
    String place = place("'hard':{'pods':'0'}," + scopes);
    List<String> refused = new ArrayList<>();
    for (String kind : List.of("plain", "short", "sized", "important", "small", "social")) {
      Reply reply = kernel.post(place + "/pods", pod(kind));
      if (reply.status() == 403) {
        assertThat(reply.message())
            .contains("exceeded quota: q, requested: pods=1, used: pods=0, limited: pods=0");
        refused.add(kind);
      } else {
        reply.is(201);
      }
    }
    assertThat(String.join(" ", refused)).isEqualTo(counted);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "services | /api/v1/N/services | {'spec':{'ports':[{'port':1}]}}",
        "services.nodeports | /api/v1/N/services | {'spec':{'type':'NodePort','ports':[{'port':1}]}}",
        "services.loadbalancers | /api/v1/N/services | {'spec':{'type':'LoadBalancer','ports':[{'port':1}]}}",
        "configmaps | /api/v1/N/configmaps | {}",
        "secrets | /api/v1/N/secrets | {}",
        "persistentvolumeclaims | /api/v1/N/persistentvolumeclaims | CLAIM",
        "requests.storage | /api/v1/N/persistentvolumeclaims | CLAIM",
        "gold.storageclass.storage.k8s.io/requests.storage | /api/v1/N/persistentvolumeclaims | CLAIM",
        "gold.storageclass.storage.k8s.io/persistentvolumeclaims | /api/v1/N/persistentvolumeclaims | CLAIM",
        "replicationcontrollers | /api/v1/N/replicationcontrollers | {'spec':{'selector':{'a':'b'},TEMPLATE}}",
        "count/deployments.apps | /apis/apps/v1/N/deployments | {'spec':{'selector':{'matchLabels':{'a':'b'}},TEMPLATE}}",
        "count/configmaps | /api/v1/N/configmaps | {}",
        "count/pods | /api/v1/N/pods | {'spec':{'containers':[{'name':'c','image':'i'}]}}",
        "count/ingresses.networking.k8s.io | /apis/networking.k8s.io/v1/N/ingresses |"
            + " {'spec':{'defaultBackend':{'service':{'name':'s','port':{'number':1}}}}}",
        "count/leases.coordination.k8s.io | /apis/coordination.k8s.io/v1/N/leases | {}",
        "requests.cpu | /api/v1/N/pods | {'spec':{'containers':[{'name':'c','image':'i',"
            + "'resources':{'requests':{'cpu':'1m'}}}]}}",
        "limits.memory | /api/v1/N/pods | {'spec':{'containers':[{'name':'c','image':'i',"
            + "'resources':{'limits':{'memory':'1'}}}]}}",
        "requests.example.com/gpu | /api/v1/N/pods | {'spec':{'containers':[{'name':'c',"
            + "'image':'i','resources':{'limits':{'example.com/gpu':'1'}}}]}}",
        "hugepages-2Mi | /api/v1/N/pods | {'spec':{'containers':[{'name':'c','image':'i',"
            + "'resources':{'limits':{'hugepages-2Mi':'2Mi','memory':'2Mi','cpu':'1'}}}]}}",
      })
  void resources(String name, String path, String body) {
    String place = place("'hard':{'" + name + "':'0'}");
    String object =
        body.replace(
                "CLAIM",
                "{'spec':{'storageClassName':'gold','accessModes':['ReadWriteOnce'],"
                    + "'resources':{'requests':{'storage':'1Gi'}}}}")
            .replace(
                "TEMPLATE",
                "'template':{'metadata':{'labels':{'a':'b'}},'spec':{'containers':"
                    + "[{'name':'c','image':'i'}]}}");
    String named =
        object.equals("{}")
            ? "{'metadata':{'generateName':'x-'}}"
            : "{'metadata':{'generateName':'x-'}," + object.substring(1);
    String at = path.replace("N", place.substring("/api/v1/".length()));
    assertThat(kernel.post(at, named).is(403).message())
        .contains("exceeded quota: q, requested: " + name + "=");
    // Nothing is charged for what was only tried.
    String roomy = place("'hard':{'" + name + "':'100Gi'}");
    String there = path.replace("N", roomy.substring("/api/v1/".length()));
    kernel.post(there + "?dryRun=All", named).is(201);
    kernel.post(there, named).is(201);
  }

  /** Whoever is first gets it: never more than there is room for, never less. */
  @Test
  void manyAtOnce() throws Exception {
    String place = place("'hard':{'pods':'7'}");
    AtomicInteger made = new AtomicInteger();
    AtomicInteger refused = new AtomicInteger();
    List<Thread> writers = new ArrayList<>();
    for (int writer = 0; writer < 8; writer++) {
      writers.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (int i = 0; i < 5; i++) {
                      int status = kernel.post(place + "/pods", pod("plain")).status();
                      (status == 201 ? made : refused)
                          .addAndGet(status == 201 || status == 403 ? 1 : 1_000);
                    }
                  }));
    }
    for (Thread writer : writers) {
      writer.join();
    }
    assertThat(made).hasValue(7);
    assertThat(refused).hasValue(33);
    assertThat(kernel.get(place + "/resourcequotas/q").json().textAt("status", "used", "pods"))
        .isEqualTo("7");
    assertThat(kernel.get(place + "/pods").json().array("items").size()).isEqualTo(7);
  }
}
