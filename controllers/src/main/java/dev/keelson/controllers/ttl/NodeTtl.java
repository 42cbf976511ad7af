package dev.keelson.controllers.ttl;

import dev.keelson.apiserver.client.PatchType;
import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.informer.InformerHandler;
import dev.keelson.apiserver.client.queue.Result;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonWriter;
import dev.keelson.controllers.Controller;
import dev.keelson.controllers.ControllerContext;
import dev.keelson.controllers.ControllerKind;
import dev.keelson.controllers.Loop;
import java.util.Optional;

/** Each node when it changes; so after a step all nodes, one by one. */
public final class NodeTtl {
  public static final ControllerKind KIND = ControllerKind.of("ttl-controller", NodeTtl::start);

  private static final String ANNOTATION = "node.alpha.kubernetes.io/ttl";
  private static final int WORKERS = 5;

  private NodeTtl() {}

  private static Controller start(ControllerContext context) {
    Informer nodes = context.informers().of("v1", "nodes");
    TtlSteps steps = new TtlSteps();
    Loop loop =
        Loop.of("ttl-controller", context, name -> reconcile(context, nodes, steps, name))
            .needs(nodes);
    nodes.addHandler(
        new InformerHandler() {
          @Override
          public void added(ApiObject node) {
            steps.added();
            loop.add(node.objectName());
          }

          @Override
          public void updated(ApiObject before, ApiObject now) {
            loop.add(now.objectName());
          }

          @Override
          public void deleted(ApiObject last, boolean isFinalStateUnknown) {
            steps.removed();
          }
        });
    return loop.start(WORKERS);
  }

  private static Result reconcile(
      ControllerContext context, Informer nodes, TtlSteps steps, ObjectName name) {
    Optional<ApiObject> node = nodes.store().get(name);
    String wanted = Integer.toString(steps.seconds());
    if (node.isEmpty()
        || node.get().metadata().object("annotations").text(ANNOTATION).equals(wanted)) {
      return Result.done();
    }
    JsonObject change =
        JsonObject.of(
            "metadata",
            JsonObject.of("annotations", JsonObject.builder().put(ANNOTATION, wanted).build()));
    try {
      context.writing(nodes).patch(name, PatchType.MERGE, JsonWriter.bytes(change));
    } catch (ApiFailure e) {
      if (e.status().code() != 404) {
        throw e;
      }
    }
    return Result.done();
  }
}
