package dev.keelson.scheduler.plugin;

import dev.keelson.scheduler.view.PodView;
import java.util.List;

/** Which waiting pods are meant for which node, because others were preempted for them. */
public interface Nominator {
  List<PodView> nominatedFor(String nodeName);

  void nominate(PodView pod, String nodeName);

  void withdraw(PodView pod);
}
