package dev.keelson.apiserver.server.assembly;

import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.server.kind.Defaults;
import dev.keelson.apiserver.server.kind.Preparation;
import dev.keelson.apiserver.server.kind.Rules;
import dev.keelson.apiserver.server.kind.cluster.ClusterKinds;
import dev.keelson.apiserver.server.kind.workload.UngroupedPods;
import dev.keelson.apiserver.server.kind.workload.WorkloadKinds;
import dev.keelson.apiserver.server.resource.Feature;
import dev.keelson.apiserver.server.resource.KindHooks;
import dev.keelson.apiserver.server.table.BuiltInColumns;
import dev.keelson.apiserver.server.table.Columns;
import java.util.Set;

/** What is particular to each built-in kind, from the rooms that know. */
record BuiltInHooks(Set<Feature> features) implements KindHooks {
  @Override
  public Defaults defaults(GroupVersionKind kind) {
    Defaults ofWorkload = WorkloadKinds.defaults(kind);
    return ofWorkload == Defaults.NONE ? ClusterKinds.defaults(kind) : ofWorkload;
  }

  @Override
  public Rules rules(GroupVersionKind kind) {
    Rules ofWorkload = WorkloadKinds.rules(kind);
    return ofWorkload == Rules.NONE ? ClusterKinds.rules(kind) : ofWorkload;
  }

  @Override
  public Preparation preparation(GroupVersionKind kind) {
    Preparation ofWorkload = WorkloadKinds.preparation(kind);
    if (ofWorkload == Preparation.NONE) {
      return ClusterKinds.preparation(kind);
    }
    return features.contains(Feature.GENERIC_WORKLOAD)
        ? ofWorkload
        : UngroupedPods.before(ofWorkload, kind);
  }

  @Override
  public Columns columns(GroupVersionKind kind) {
    return BuiltInColumns.of(kind);
  }
}
