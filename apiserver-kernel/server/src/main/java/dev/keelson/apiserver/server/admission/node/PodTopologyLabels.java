package dev.keelson.apiserver.server.admission.node;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.server.admission.AdmissionRequest;
import dev.keelson.apiserver.server.admission.AdmissionRequest.Operation;
import dev.keelson.apiserver.server.admission.AdmissionStep;
import dev.keelson.apiserver.server.admission.ObjectFinder;
import java.util.List;

/**
 * Pods bear the zone and the region of their node: given to the binding, whose labels the pod takes
 * over, or to a pod that comes with a node (KEP 4742).
 */
public final class PodTopologyLabels implements AdmissionStep {
  private static final List<String> LABELS =
      List.of("topology.kubernetes.io/zone", "topology.kubernetes.io/region");

  private final ObjectFinder objects;

  public PodTopologyLabels(ObjectFinder objects) {
    this.objects = objects;
  }

  @Override
  public String name() {
    return "PodTopologyLabels";
  }

  @Override
  public ApiObject mutate(AdmissionRequest request, ApiObject object) {
    if (!request.resource().name().groupResource().equals("pods")
        || request.operation() != Operation.CREATE) {
      return object;
    }
    JsonObject target = object.tree().object("target");
    return switch (request.subresource()) {
      case "" -> labelled(object, object.spec().text("nodeName"));
      case "binding" ->
          target.text("kind").equals("Node") ? labelled(object, target.text("name")) : object;
      default -> object;
    };
  }

  private ApiObject labelled(ApiObject object, String node) {
    if (node.isEmpty()) {
      return object;
    }
    JsonObject ofNode =
        objects
            .find("v1", "nodes", new ObjectName("", node))
            .map(each -> each.metadata().object("labels"))
            .orElse(JsonObject.EMPTY);
    JsonObject own = object.metadata().object("labels");
    JsonObject labels = own;
    for (String name : LABELS) {
      labels = ofNode.has(name) ? labels.with(name, ofNode.get(name)) : labels;
    }
    JsonObject all = labels;
    return all == own ? object : object.withMetadata(metadata -> metadata.with("labels", all));
  }
}
