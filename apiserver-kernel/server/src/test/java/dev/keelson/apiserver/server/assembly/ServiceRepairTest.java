package dev.keelson.apiserver.server.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.proto.ProtobufCodec;
import dev.keelson.apiserver.model.schema.BuiltInSchemas;
import dev.keelson.apiserver.server.assembly.Kernel.Reply;
import dev.keelson.apiserver.server.resource.Resource;
import dev.keelson.apiserver.server.resource.ResourceRegistry;
import dev.keelson.apiserver.server.storage.ObjectCodec;
import dev.keelson.apiserver.server.storage.ObjectStore;
import dev.keelson.apiserver.server.storage.cache.Cachers;
import dev.keelson.apiserver.server.storage.cache.ListQuery;
import dev.keelson.apiserver.server.storage.cache.Selection;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What another server of the cluster finds and puts right about addresses and ports of services.
 */
class ServiceRepairTest {
  private static final String SERVICES = "/api/v1/namespaces/default/services";
  private static final String ADDRESSES = "/apis/networking.k8s.io/v1/ipaddresses";

  private final Kernel kernel = Kernel.open();
  private final ObjectCodec codec =
      new ObjectCodec(new ProtobufCodec(BuiltInSchemas.get())::decode);
  private final ObjectStore objects =
      new ObjectStore(kernel.store, codec, Instant::now, new Random(1));
  private final Cachers cachers = new Cachers(kernel.store, codec);
  private final ResourceRegistry resources = kernel.api.resources();
  private final Resource addresses = resources.get("networking.k8s.io/v1", "ipaddresses");
  private final StoredPorts ports = new StoredPorts(objects, "30000-32767");
  private Duration later = Duration.ZERO;
  private final ServiceClaims claims =
      new ServiceClaims(
          new ServiceRanges(
              "10.96.0.0/12", resources.get("networking.k8s.io/v1", "servicecidrs"), cachers),
          cachers,
          new IpAddressObjects(addresses, objects, cachers, () -> Instant.now().plus(later)),
          ports,
          new Random(1));

  @AfterEach
  void close() {
    cachers.close();
    kernel.close();
  }

  private void repair() {
    cachers.of(addresses).list(ListQuery.of(Selection.ALL)); // so that its cache is up to now
    claims.repair(resources.get("v1", "services"));
  }

  private JsonObject service(String name) {
    return kernel
        .post(
            SERVICES,
            "{'metadata':{'name':'" + name + "'},'spec':{'type':'NodePort','ports':[{'port':80}]}}")
        .is(201)
        .json();
  }

  private static int port(JsonObject service) {
    return (int)
        service
            .object("spec")
            .array("ports")
            .objects()
            .findFirst()
            .orElseThrow()
            .number("nodePort", 0);
  }

  @Test
  void anAddressThatAServiceHasIsTakenAgain() {
    String ip = service("s").textAt("spec", "clusterIP");
    kernel.delete(ADDRESSES + "/" + ip).is(200);
    repair();
    JsonObject parent =
        kernel.get(ADDRESSES + "/" + ip).is(200).json().object("spec").object("parentRef");
    assertThat(parent.text("namespace") + "/" + parent.text("name")).isEqualTo("default/s");
    Reply other =
        kernel.post(
            SERVICES,
            "{'metadata':{'name':'t'},'spec':{'clusterIP':'" + ip + "','ports':[{'port':80}]}}");
    assertThat(other.is(422).message()).contains("provided IP is already allocated");
  }

  private void address(String ip, String labels) {
    kernel
        .post(
            ADDRESSES,
            ("{'metadata':{'name':'%s','labels':{%s}},'spec':{'parentRef':"
                    + "{'resource':'services','namespace':'default','name':'gone'}}}")
                .formatted(ip, labels))
        .is(201);
  }

  @Test
  void anAddressThatNoServiceHasIsFreeAfterAWhile() {
    address("10.96.0.77", "'ipaddress.kubernetes.io/managed-by':'ipallocator.k8s.io'");
    address("10.96.0.78", "'ipaddress.kubernetes.io/managed-by':'somebody.example.com'");
    String ours = service("s").textAt("spec", "clusterIP");
    repair();
    kernel.get(ADDRESSES + "/10.96.0.77").is(200); // its service may be on its way
    later = Duration.ofMinutes(2);
    repair();
    kernel.get(ADDRESSES + "/10.96.0.77").is(404);
    kernel.get(ADDRESSES + "/10.96.0.78").is(200);
    kernel.get(ADDRESSES + "/" + ours).is(200);
  }

  private boolean isTaken(int port) {
    return ports.change(taken -> taken.get(port - 30_000));
  }

  private void mark(int port, boolean isTaken) {
    ports.change(
        taken -> {
          taken.set(port - 30_000, isTaken);
          return true;
        });
  }

  @Test
  void aPortThatAServiceHasIsTakenAgain() {
    int port = port(service("s"));
    mark(port, false);
    repair();
    assertThat(isTaken(port)).isTrue();
    Reply other =
        kernel.post(
            SERVICES,
            "{'metadata':{'name':'t'},'spec':{'type':'NodePort','ports':[{'port':80,'nodePort':"
                + port
                + "}]}}");
    assertThat(other.is(422).message()).contains("provided port is already allocated");
  }

  @Test
  void aPortThatNoServiceHasIsFreeWhenItWasSeenThrice() {
    int own = port(service("s"));
    int leaked = own == 31_000 ? 31_001 : 31_000;
    mark(leaked, true);
    repair();
    repair();
    assertThat(isTaken(leaked)).isTrue();
    repair();
    assertThat(isTaken(leaked)).isFalse();
    assertThat(isTaken(own)).isTrue();
  }
}
