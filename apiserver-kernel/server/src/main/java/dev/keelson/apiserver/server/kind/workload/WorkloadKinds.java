package dev.keelson.apiserver.server.kind.workload;

import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.server.kind.Defaults;
import dev.keelson.apiserver.server.kind.Preparation;
import dev.keelson.apiserver.server.kind.Rules;
import dev.keelson.apiserver.server.kind.pod.PodDefaults;
import dev.keelson.apiserver.server.kind.pod.PodPreparation;
import dev.keelson.apiserver.server.kind.pod.PodRules;
import java.util.HashMap;
import java.util.Map;

/** What is particular to pods and to the kinds that run them; {@code NONE} for all others. */
public final class WorkloadKinds {
  private record Particulars(Defaults defaults, Rules rules, Preparation preparation) {
    static final Particulars NONE = new Particulars(Defaults.NONE, Rules.NONE, Preparation.NONE);
  }

  private static final Map<GroupVersionKind, Particulars> KINDS = kinds();

  private WorkloadKinds() {}

  public static Defaults defaults(GroupVersionKind kind) {
    return KINDS.getOrDefault(kind, Particulars.NONE).defaults();
  }

  public static Rules rules(GroupVersionKind kind) {
    return KINDS.getOrDefault(kind, Particulars.NONE).rules();
  }

  public static Preparation preparation(GroupVersionKind kind) {
    return KINDS.getOrDefault(kind, Particulars.NONE).preparation();
  }

  private static Map<GroupVersionKind, Particulars> kinds() {
    Map<GroupVersionKind, Particulars> kinds = new HashMap<>();
    kinds.put(
        GroupVersionKind.of("v1", "Pod"),
        new Particulars(PodDefaults.INSTANCE, PodRules.INSTANCE, PodPreparation.INSTANCE));
    return Map.copyOf(kinds);
  }
}
