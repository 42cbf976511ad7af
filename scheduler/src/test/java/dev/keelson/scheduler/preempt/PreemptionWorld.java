package dev.keelson.scheduler.preempt;

import dev.keelson.apiserver.client.ApiCall;
import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.ApiReply;
import dev.keelson.apiserver.client.ApiTransport;
import dev.keelson.apiserver.client.ClientOptions;
import dev.keelson.apiserver.client.EventStream;
import dev.keelson.apiserver.client.InMemoryCluster;
import dev.keelson.apiserver.client.TransportFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.BadJson;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonReader;
import dev.keelson.apiserver.model.json.JsonWriter;
import dev.keelson.scheduler.plugin.CycleState;
import dev.keelson.scheduler.plugin.PostFilterResult;
import dev.keelson.scheduler.plugin.Verdict;
import dev.keelson.scheduler.plugins.resources.NodeResourcesFit;
import dev.keelson.scheduler.testing.TestPod;
import dev.keelson.scheduler.testing.TestWorld;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/** Preempts in a world whose API server only lists what it is given, and notes what is asked. */
final class PreemptionWorld {
  private PreemptionWorld() {}

  /**
   * @param node "": none
   */
  record Result(String node, String message, List<String> victims, List<ApiCall> calls) {}

  /** Says yes to everything. One test at a time. */
  private static final class Recorder implements ApiTransport {
    final List<ApiCall> calls = new ArrayList<>();

    @Override
    public ApiReply send(ApiCall call) {
      calls.add(call);
      return new ApiReply(
          200,
          Map.of("content-type", "application/json"),
          JsonWriter.bytes(
              JsonObject.builder()
                  .put("kind", "Pod")
                  .put("apiVersion", "v1")
                  .put("metadata", JsonObject.EMPTY)
                  .build()));
    }

    @Override
    public EventStream watch(ApiCall call) {
      throw TransportFailure.broken("none here", null);
    }

    @Override
    public void close() {}
  }

  private static final Recorder RECORDER = new Recorder();

  static TestWorld empty() {
    return TestWorld.with(new ApiClient(RECORDER, ClientOptions.usual("test")));
  }

  private static DefaultPreemption plugin(
      TestWorld world, List<ApiObject> pods, List<ApiObject> budgets, Executor executor) {
    world.plugins.clear();
    world.plugins.add(new NodeResourcesFit(JsonObject.EMPTY));
    Known known =
        new Known(
            name -> pods.stream().filter(each -> each.objectName().equals(name)).findFirst(),
            () -> budgets);
    return new DefaultPreemption(JsonObject.EMPTY, world, known, executor);
  }

  private static PostFilterResult run(DefaultPreemption plugin, TestWorld world, TestPod pod) {
    CycleState state = new CycleState();
    return plugin.postFilter(state, pod.view(), world.verdicts(state, pod.view()));
  }

  static Result preempt(TestWorld world, TestPod pod, List<String> budgets) {
    RECORDER.calls.clear();
    PostFilterResult result =
        run(
            plugin(
                world,
                List.of(pod.object()),
                budgets.stream().map(InMemoryCluster::object).toList(),
                Runnable::run),
            world,
            pod);
    List<ApiCall> calls = List.copyOf(RECORDER.calls);
    return new Result(
        result.nomination() instanceof PostFilterResult.Nomination.Override(String node)
            ? node
            : "",
        result.verdict().message(),
        calls.stream()
            .filter(each -> each.method().equals("DELETE"))
            .map(each -> each.path().substring(each.path().lastIndexOf('/') + 1))
            .toList(),
        calls);
  }

  static PostFilterResult preemptUnknown(TestWorld world, TestPod pod) {
    return run(plugin(world, List.of(), List.of(), Runnable::run), world, pod);
  }

  /** What the gate says before the eviction has run, and after it. */
  static List<Verdict> gateWhileRunning(TestWorld world, TestPod pod) {
    List<Runnable> tasks = new ArrayList<>();
    DefaultPreemption plugin = plugin(world, List.of(pod.object()), List.of(), tasks::add);
    run(plugin, world, pod);
    Verdict before = plugin.preEnqueue(pod.view());
    tasks.forEach(Runnable::run);
    return List.of(before, plugin.preEnqueue(pod.view()));
  }

  static JsonObject body(ApiCall call) {
    try {
      return (JsonObject) JsonReader.read(call.body());
    } catch (BadJson e) {
      throw new IllegalArgumentException(e);
    }
  }
}
