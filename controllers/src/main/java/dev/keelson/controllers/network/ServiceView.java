package dev.keelson.controllers.network;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.controllers.pod.PodView;
import dev.keelson.controllers.pod.Times;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A Service by what its controllers ask of it. */
public record ServiceView(ApiObject object) {
  public static final String HEADLESS_LABEL = "service.kubernetes.io/headless";

  private static final String TOPOLOGY_MODE = "service.kubernetes.io/topology-mode";
  private static final String TOPOLOGY_HINTS = "service.kubernetes.io/topology-aware-hints";

  public ObjectName objectName() {
    return object.objectName();
  }

  public String name() {
    return object.name();
  }

  public String namespace() {
    return object.namespace();
  }

  public String uid() {
    return object.uid();
  }

  public Map<String, String> labels() {
    return object.labels();
  }

  public Instant created() {
    return Times.created(object);
  }

  public String type() {
    return object.spec().text("type", "ClusterIP");
  }

  public boolean isExternalName() {
    return type().equals("ExternalName");
  }

  public JsonObject selector() {
    return object.spec().object("selector");
  }

  /** Without one, somebody else says where it leads. */
  public boolean hasSelector() {
    return !selector().isEmpty();
  }

  /** Whether its endpoints are ours to write. */
  public boolean selectsPods() {
    return hasSelector() && !isExternalName();
  }

  /** By the labels alone; the namespace is the caller's to look at. */
  public boolean selects(ApiObject pod) {
    JsonObject selector = selector();
    JsonObject labels = pod.metadata().object("labels");
    for (int i = 0; i < selector.size(); i++) {
      if (!(selector.valueAt(i) instanceof JsonString wanted)
          || !wanted.equals(labels.get(selector.nameAt(i)))) {
        return false;
      }
    }
    return !selector.isEmpty();
  }

  public List<ServicePort> ports() {
    return object.spec().array("ports").objects().map(ServicePort::new).toList();
  }

  /** "" or {@code None} where it has none. */
  public String clusterIp() {
    return object.spec().text("clusterIP");
  }

  public boolean isHeadless() {
    return clusterIp().equals("None");
  }

  public boolean hasClusterIp() {
    return !isHeadless() && !clusterIp().isEmpty();
  }

  public boolean publishesNotReady() {
    return object.spec().isTrue("publishNotReadyAddresses");
  }

  /** {@code IPv4}, {@code IPv6}; the first is the preferred one. */
  public List<String> families() {
    return object.spec().array("ipFamilies").texts().toList();
  }

  /** "" where none is asked for. */
  public String trafficDistribution() {
    return object.spec().text("trafficDistribution");
  }

  /** Whether an annotation asks for hints in proportion to the zones' CPUs; the old one first. */
  public boolean wantsTopologyHints() {
    JsonObject annotations = object.metadata().object("annotations");
    String mode = annotations.text(TOPOLOGY_HINTS, annotations.text(TOPOLOGY_MODE));
    return mode.equals("Auto") || mode.equals("auto");
  }

  /** Whether an endpoint is known by the pod's host name below the Service's. */
  public boolean names(PodView pod) {
    return !pod.spec().text("hostname").isEmpty()
        && pod.spec().text("subdomain").equals(name())
        && pod.namespace().equals(namespace());
  }
}
