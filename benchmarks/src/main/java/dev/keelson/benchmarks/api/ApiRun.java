package dev.keelson.benchmarks.api;

import dev.keelson.benchmarks.machine.Meter;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** Measures the cases of one run, one after the other; objects are made where a case needs them. */
final class ApiRun {
  static final int CONNECTIONS = 4;
  static final int WATCH_CONNECTIONS = 20;
  private static final int LOADERS = 32;
  private static final int BYTES = 1_024;

  private final ApiOptions options;
  private final ApiClient client;
  private final List<ApiConnection> connections;
  private final Meter meter;
  private final Lanes lanes;
  private final String value = Texts.value(BYTES, 7);
  private boolean hasMaps;
  private boolean hasPods;

  ApiRun(ApiOptions options, ApiClient client) throws ApiRefused, InterruptedException {
    this.options = options;
    this.client = client;
    this.connections = client.connect(CONNECTIONS);
    this.meter = Meter.of(options.pids());
    this.lanes = new Lanes(connections, meter);
  }

  /** Makes the namespaces. */
  void prepare() throws ApiRefused, InterruptedException {
    ApiConnection one = connections.getFirst();
    for (String space : List.of(Texts.SPACE, Texts.POD_SPACE)) {
      Answer.of(one, Call.post("/api/v1/namespaces", Texts.namespace(space)));
    }
    Answer.of(
        one,
        Call.post(
            "/api/v1/namespaces/" + Texts.POD_SPACE + "/serviceaccounts", Texts.serviceAccount()));
  }

  ApiRow measure(String name) throws ApiRefused, InterruptedException {
    return switch (name) {
      case "create" -> loop(name, options.clients(), _ -> new Creating());
      case "update" -> {
        loadMaps();
        yield loop(name, options.clients(), Updating::new);
      }
      case "get" -> {
        loadMaps();
        yield loop(name, options.clients(), lane -> reading(lane, ""));
      }
      case "get-rv0" -> {
        loadMaps();
        yield loop(name, options.clients(), lane -> reading(lane, "?resourceVersion=0"));
      }
      case "list-json" -> list(name, Call.get(Texts.PODS));
      case "list-protobuf" -> list(name, Call.getProtobuf(Texts.PODS));
      case "page-500" -> list(name, Call.get(Texts.PODS + "?limit=500"));
      case "list-after-write" -> {
        loadMaps();
        yield loop(name, 1, _ -> new WriteThenList());
      }
      case "watch" -> watch(name, 0);
      case "watch-paced" -> watch(name, options.pace());
      default -> throw new IllegalArgumentException(name);
    };
  }

  private ApiRow loop(String name, int clients, IntFunction<Lane> lane)
      throws ApiRefused, InterruptedException {
    List<Lane> all = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      all.add(lane.apply(i));
    }
    return lanes.run(name, all, options.warmup(), options.measure());
  }

  private ApiRow watch(String name, int pace) throws ApiRefused, InterruptedException {
    return new WatchCase(connections.getFirst(), client.connect(WATCH_CONNECTIONS), meter)
        .run(name, options.watchers(), pace, options.warmup(), options.measure());
  }

  private ApiRow list(String name, Call call) throws ApiRefused, InterruptedException {
    loadPods();
    long least = Math.min(options.pods(), name.equals("page-500") ? 500 : Integer.MAX_VALUE) * 500L;
    return loop(
        name,
        1,
        _ ->
            new Lane() {
              @Override
              public Call next() {
                return call;
              }

              @Override
              public long leastBytes() {
                return least;
              }
            });
  }

  private void loadMaps() throws ApiRefused, InterruptedException {
    if (!hasMaps) {
      hasMaps = true;
      load(
          options.objects(),
          i -> Call.get(Texts.MAPS + "/" + map(i)),
          i -> Call.post(Texts.MAPS, Texts.configMap(map(i), "", value)));
    }
  }

  private void loadPods() throws ApiRefused, InterruptedException {
    if (!hasPods) {
      hasPods = true;
      load(
          options.pods(),
          i -> Call.get(Texts.PODS + "/web-%06d".formatted(i)),
          i -> Call.post(Texts.PODS, Texts.pod(i)));
    }
  }

  /** Creates all, unless the last is there from an earlier run. */
  private void load(int count, IntFunction<Call> probe, IntFunction<Call> create)
      throws ApiRefused, InterruptedException {
    try {
      Answer.of(connections.getFirst(), probe.apply(count - 1));
      return;
    } catch (ApiRefused e) {
      // not there yet
    }
    AtomicInteger next = new AtomicInteger();
    List<Loading> loaders = new ArrayList<>();
    for (int i = 0; i < LOADERS; i++) {
      loaders.add(new Loading(count, next, create));
    }
    lanes.drain("loading", loaders);
  }

  private static String map(int number) {
    return "map-%06d".formatted(number);
  }

  private Lane reading(int lane, String query) {
    AtomicInteger turn = new AtomicInteger(lane);
    Supplier<Call> calls =
        () ->
            Call.get(
                Texts.MAPS
                    + "/"
                    + map(Math.floorMod(turn.getAndAdd(options.clients()), options.objects()))
                    + query);
    return new Lane() {
      @Override
      public Call next() {
        return calls.get();
      }

      @Override
      public long leastBytes() {
        return BYTES;
      }
    };
  }

  private final class Creating implements Lane {
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final String RUN = Long.toString(System.currentTimeMillis(), 36);

    @Override
    public Call next() {
      String name = "made-" + RUN + "-" + COUNT.getAndIncrement();
      return Call.post(Texts.MAPS, Texts.configMap(name, "", value));
    }
  }

  /** Each lane has objects of its own, and knows their versions after the first round. */
  private final class Updating implements Lane {
    private final int lane;
    private final String[] versions;
    private int turn;

    Updating(int lane) {
      this.lane = lane;
      this.versions = new String[Math.max(1, options.objects() / options.clients())];
      java.util.Arrays.fill(versions, "");
    }

    @Override
    public Call next() {
      turn = (turn + 1) % versions.length;
      String name = map(lane + turn * options.clients());
      return Call.put(
          Texts.MAPS + "/" + name,
          Texts.configMap(
              name, versions[turn], value.substring(8) + "%08x".formatted(System.nanoTime())));
    }

    @Override
    public void answered(ByteBuf first) {
      versions[turn] = Texts.versionIn(first);
    }

    @Override
    public boolean isMeasured() {
      return !versions[turn].isEmpty();
    }
  }

  /** A consistent list of something else right after a write: only the list is measured. */
  private final class WriteThenList implements Lane {
    private int turn;
    private boolean listing = true;

    @Override
    public Call next() {
      listing = !listing;
      if (listing) {
        return Call.get(Texts.SERVICES);
      }
      String name = map(turn++ % options.objects());
      return Call.put(
          Texts.MAPS + "/" + name,
          Texts.configMap(name, "", value.substring(8) + "%08x".formatted(System.nanoTime())));
    }

    @Override
    public boolean isMeasured() {
      return listing;
    }
  }

  private record Loading(int count, AtomicInteger turn, IntFunction<Call> calls)
      implements Lanes.FiniteLane {
    @Override
    public boolean isDone() {
      return turn.get() >= count;
    }

    @Override
    public Call next() {
      return calls.apply(Math.min(count - 1, turn.getAndIncrement()));
    }
  }

  /** How long everything takes at least, loading aside. */
  static Duration estimate(ApiOptions options) {
    return options.warmup().plus(options.measure()).multipliedBy(options.cases().size());
  }
}
