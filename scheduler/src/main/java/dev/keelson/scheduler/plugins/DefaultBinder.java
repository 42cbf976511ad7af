package dev.keelson.scheduler.plugins;

import dev.keelson.apiserver.client.ResourceClient;
import dev.keelson.apiserver.client.TransportFailure;
import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.scheduler.plugin.BindPlugin;
import dev.keelson.scheduler.plugin.CycleState;
import dev.keelson.scheduler.plugin.PluginContext;
import dev.keelson.scheduler.plugin.Verdict;
import dev.keelson.scheduler.view.PodView;

/** Binds by the pod's {@code binding} subresource. */
public final class DefaultBinder implements BindPlugin {
  static final String NAME = "DefaultBinder";
  private final ResourceClient pods;

  DefaultBinder(PluginContext context) {
    this.pods = context.client().resource("v1", "pods");
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Verdict bind(CycleState state, PodView pod, String nodeName) {
    try {
      pods.subresource("binding").post(pod.name(), binding(pod, nodeName));
      return Verdict.SUCCESS;
    } catch (ApiFailure | TransportFailure e) {
      return Verdict.failed(String.valueOf(e.getMessage()));
    }
  }

  /** The uid keeps it from binding another pod of that name. */
  private static ApiObject binding(PodView pod, String nodeName) {
    return new ApiObject(
        JsonObject.builder()
            .put("kind", "Binding")
            .put("apiVersion", "v1")
            .put(
                "metadata",
                JsonObject.builder()
                    .put("name", pod.name().name())
                    .put("namespace", pod.namespace())
                    .putUnlessEmpty("uid", pod.uid())
                    .build())
            .put("target", JsonObject.builder().put("kind", "Node").put("name", nodeName).build())
            .build());
  }
}
