package dev.keelson.controllers.replication;

import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.controllers.Controller;
import dev.keelson.controllers.ControllerContext;
import dev.keelson.controllers.ControllerKind;
import dev.keelson.controllers.Loop;
import dev.keelson.controllers.pod.Expectations;
import dev.keelson.controllers.pod.OwnerRef;
import dev.keelson.controllers.pod.OwnerRefs;
import dev.keelson.controllers.pod.PodIndexes;
import dev.keelson.controllers.pod.SelectorIndex;
import java.util.List;
import java.util.Optional;

/** The two of this package, wired up. */
public final class ReplicationControllers {
  /** As many as upstream has by default. */
  private static final int WORKERS = 5;

  public static final ControllerKind REPLICATION_CONTROLLER =
      ControllerKind.of(
          "replicationcontroller-controller",
          context -> start(SetKind.REPLICATION_CONTROLLER, context));

  public static final ControllerKind REPLICA_SET =
      ControllerKind.of("replicaset-controller", context -> start(SetKind.REPLICA_SET, context));

  private ReplicationControllers() {}

  private static Controller start(SetKind kind, ControllerContext context) {
    Informer pods = PodIndexes.pods(context.informers());
    Informer sets = PodIndexes.byOwner(context.informers().of(kind.apiVersion(), kind.resource()));
    SelectorIndex selectors =
        SelectorIndex.on(sets, kind.queue() + "-selector", set -> kind.selector(set));
    Expectations expectations = new Expectations(context.timing());
    // Before the loop's own handler, which queues the owner.
    pods.addHandler(expectations.observer(OwnerRefs.controllerName(kind.group(), kind.kind())));
    return Loop.of(
            kind.queue(), context, new SetReconciler(kind, context, sets, pods, expectations))
        .on(sets, set -> List.of(set.objectName()))
        .on(pods, pod -> concerned(kind, selectors, pod))
        .start(WORKERS);
  }

  private static List<ObjectName> concerned(SetKind kind, SelectorIndex selectors, ApiObject pod) {
    Optional<OwnerRef> controller = OwnerRefs.controllerOf(pod);
    if (controller.isEmpty()) {
      return selectors.selecting(pod).stream().map(ApiObject::objectName).toList();
    }
    OwnerRef owner = controller.get();
    return owner.kind().equals(kind.kind()) && owner.group().equals(kind.group())
        ? List.of(new ObjectName(pod.namespace(), owner.name()))
        : List.of();
  }
}
