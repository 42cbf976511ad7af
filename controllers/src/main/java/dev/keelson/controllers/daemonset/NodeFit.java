package dev.keelson.controllers.daemonset;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import java.util.List;
import java.util.Map;

/** Whether a daemon belongs on a node. Read once from the template, asked for each node. */
final class NodeFit {
  /**
   * @param runs a pod is to be there
   * @param stays one that is there may stay
   */
  record Answer(boolean runs, boolean stays) {
    private static final Answer NO = new Answer(false, false);
    private static final Answer YES = new Answer(true, true);
    private static final Answer STAYS = new Answer(false, true);
  }

  private final String nodeName;
  private final Map<String, String> selector;
  private final boolean hasTerms;
  private final List<JsonObject> terms;
  private final List<JsonObject> tolerations;

  private NodeFit(JsonObject spec) {
    JsonObject required =
        spec.objectAt("affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution");
    this.nodeName = spec.text("nodeName");
    this.selector = spec.object("nodeSelector").texts();
    this.hasTerms = required.isSet("nodeSelectorTerms");
    this.terms = required.array("nodeSelectorTerms").objects().toList();
    this.tolerations = Tolerations.added(spec).array("tolerations").objects().toList();
  }

  static NodeFit of(DaemonSetView set) {
    return new NodeFit(set.template().object("spec"));
  }

  Answer on(ApiObject node) {
    JsonObject labels = node.metadata().object("labels");
    boolean isWanted =
        (nodeName.isEmpty() || nodeName.equals(node.name()))
            && selector.entrySet().stream()
                .allMatch(
                    each ->
                        labels.has(each.getKey())
                            && labels.text(each.getKey()).equals(each.getValue()))
            && (!hasTerms || NodeTerms.match(terms, node.name(), labels));
    if (!isWanted) {
      return Answer.NO;
    }
    boolean isKeptOut = false;
    for (JsonObject taint : node.spec().array("taints").objects().toList()) {
      String effect = taint.text("effect");
      if (effect.equals("PreferNoSchedule") || Tolerations.tolerate(tolerations, taint)) {
        continue;
      }
      if (effect.equals("NoExecute")) {
        return Answer.NO;
      }
      isKeptOut = true;
    }
    return isKeptOut ? Answer.STAYS : Answer.YES;
  }
}
