package dev.keelson.scheduler.plugin;

import dev.keelson.scheduler.cache.NodeInfo;
import java.util.List;

/** Why no node did. */
public interface NodeVerdicts {
  /** Of any node of the snapshot; those that were not looked at are unresolvable. */
  Verdict of(String nodeName);

  /** The nodes that are Unschedulable, not unresolvable: where preemption may help. */
  List<NodeInfo> resolvable();
}
