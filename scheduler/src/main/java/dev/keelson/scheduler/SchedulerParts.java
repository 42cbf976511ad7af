package dev.keelson.scheduler;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.events.EventNote;
import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.informer.SharedInformers;
import dev.keelson.apiserver.client.time.Timing;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.scheduler.cache.LiveCache;
import dev.keelson.scheduler.config.BadConfig;
import dev.keelson.scheduler.config.ExtenderConfig;
import dev.keelson.scheduler.config.ProfileConfig;
import dev.keelson.scheduler.cycle.ApiWork;
import dev.keelson.scheduler.cycle.Decisions;
import dev.keelson.scheduler.cycle.SchedulingCycle;
import dev.keelson.scheduler.cycle.Surroundings;
import dev.keelson.scheduler.extend.Extender;
import dev.keelson.scheduler.framework.Profile;
import dev.keelson.scheduler.framework.WaitingPods;
import dev.keelson.scheduler.metrics.SchedulerMetrics;
import dev.keelson.scheduler.plugin.EventRegistration;
import dev.keelson.scheduler.plugin.Plugin;
import dev.keelson.scheduler.plugin.PreEnqueuePlugin;
import dev.keelson.scheduler.queue.NominatedPods;
import dev.keelson.scheduler.queue.QueueOptions;
import dev.keelson.scheduler.queue.SchedulingQueue;
import dev.keelson.scheduler.view.PodView;
import dev.keelson.scheduler.watch.NodeWatch;
import dev.keelson.scheduler.watch.ObjectWatch;
import dev.keelson.scheduler.watch.PodWatch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Puts a scheduler together. */
final class SchedulerParts implements AutoCloseable {
  private static final String FIT = "NodeResourcesFit";

  private final SchedulerConfig config;
  private final SharedInformers informers;
  private final Timing timing;
  private final SchedulerMetrics metrics = new SchedulerMetrics();
  private final LiveCache cache = new LiveCache();
  private final Decisions decisions = new Decisions();
  private final WaitingPods waiting;
  private final NominatedPods nominated;
  private final List<Extender> extenders;
  private final Map<String, Recorders> recorders = new LinkedHashMap<>();
  private final Map<String, Profile> profiles = new LinkedHashMap<>();
  private final Late<SchedulingQueue> queue = new Late<>("the queue");
  private final Late<SchedulingCycle> cycle = new Late<>("the cycle");
  private final ApiWork work;

  SchedulerParts(SharedInformers informers, SchedulerConfig config) {
    this.config = config;
    this.informers = informers;
    ApiClient client = informers.client();
    this.timing = client.timing();
    this.waiting = new WaitingPods(timing);
    Informer pods = informers.of("v1", "pods");
    this.nominated = new NominatedPods(name -> isWaiting(pods, name));
    this.extenders = config.extenders().stream().map(Extender::open).toList();
    this.work = new ApiWork(metrics.working("binding"), timing.activity());
    config.profiles().forEach(this::addProfile);
    SchedulingQueue made = new SchedulingQueue(timing, queueOptions(), nominated, metrics);
    queue.set(made);
    metrics.cached("nodes", cache::nodeCount);
    metrics.cached("pods", cache::podCount);
    metrics.cached("assumed_pods", cache::assumedCount);
    Surroundings around =
        new Surroundings(
            client,
            timing,
            cache,
            made,
            metrics,
            decisions,
            this::event,
            name -> pods.store().get(name),
            work);
    cycle.set(
        new SchedulingCycle(
            around,
            profiles,
            extenders,
            waiting,
            config.percentageOfNodesToScore(),
            config.random()));
    watch(pods);
    config
        .profiles()
        .forEach(
            each ->
                recorders.put(each.schedulerName(), Recorders.start(client, each.schedulerName())));
  }

  private static boolean isWaiting(Informer pods, ObjectName name) {
    return pods.store().get(name).filter(pod -> pod.spec().text("nodeName").isEmpty()).isPresent();
  }

  private void event(String profile, EventNote note) {
    Recorders named = recorders.get(profile);
    if (named != null) {
      named.record(note);
    }
  }

  private void addProfile(ProfileConfig each) {
    Late<Profile> late = new Late<>("the profile");
    ProfileContext context =
        new ProfileContext(
            each.schedulerName(),
            informers,
            config.random(),
            nominated,
            cache,
            waiting,
            extenders,
            this::event,
            metrics,
            late,
            queue,
            cycle);
    Profile profile =
        new Profile(each, name -> make(name, each, context), nominated, waiting, metrics, timing);
    late.set(profile);
    profiles.put(each.schedulerName(), profile);
  }

  private Optional<Plugin> make(String name, ProfileConfig profile, ProfileContext context) {
    JsonObject args = profile.argsOf(name);
    JsonObject complete = name.equals(FIT) ? withIgnored(args) : args;
    try {
      return config.registry().find(name).map(factory -> factory.make(complete, context));
    } catch (IllegalArgumentException e) {
      throw new BadConfig("pluginConfig: " + name + ": " + e.getMessage());
    }
  }

  /** What extenders look after is not for us to count. */
  private JsonObject withIgnored(JsonObject args) {
    Set<String> ignored = new TreeSet<>();
    config.extenders().stream().map(ExtenderConfig::ignoredResources).forEach(ignored::addAll);
    if (ignored.isEmpty()) {
      return args;
    }
    ignored.addAll(args.array("ignoredResources").texts().toList());
    return args.with("ignoredResources", JsonArray.ofText(List.copyOf(ignored)));
  }

  private QueueOptions queueOptions() {
    Map<String, List<PreEnqueuePlugin>> preEnqueue = new LinkedHashMap<>();
    Map<String, Map<String, List<EventRegistration>>> registrations = new LinkedHashMap<>();
    Set<String> sorts = new LinkedHashSet<>();
    profiles.forEach(
        (name, profile) -> {
          preEnqueue.put(name, profile.preEnqueue());
          registrations.put(name, profile.registrations());
          sorts.add(profile.queueSort().name());
        });
    if (sorts.size() != 1) {
      throw new BadConfig("profiles: different queue sort plugins: " + String.join(", ", sorts));
    }
    return new QueueOptions(
        profiles.values().iterator().next().queueSort(),
        preEnqueue,
        registrations,
        this::sign,
        config.initialBackoff(),
        config.maxBackoff(),
        config.maxUnschedulable());
  }

  private Optional<Object> sign(PodView pod) {
    Profile profile = profiles.get(pod.schedulerName());
    return profile == null ? Optional.empty() : profile.signing().sign(pod);
  }

  private void watch(Informer pods) {
    SchedulingQueue made = queue.get();
    pods.addHandler(new PodWatch(cache, made, waiting, decisions, profiles.keySet()));
    informers.of("v1", "nodes").addHandler(new NodeWatch(cache, made));
    List<EventRegistration> all = new ArrayList<>();
    profiles.values().forEach(each -> each.registrations().values().forEach(all::addAll));
    ObjectWatch.register(all, informers, made);
  }

  SchedulerMetrics metrics() {
    return metrics;
  }

  Decisions decisions() {
    return decisions;
  }

  SchedulingQueue queue() {
    return queue.get();
  }

  SchedulingCycle cycle() {
    return cycle.get();
  }

  @Override
  public void close() {
    queue.get().close();
    work.close();
    waiting.close();
    recorders.values().forEach(Recorders::close);
    extenders.forEach(Extender::close);
  }
}
