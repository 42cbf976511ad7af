package dev.keelson.scheduler.plugins;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.scheduler.cache.ImageState;
import dev.keelson.scheduler.cache.NodeInfo;
import dev.keelson.scheduler.plugin.CycleState;
import dev.keelson.scheduler.plugin.PluginContext;
import dev.keelson.scheduler.plugin.PreScorePlugin;
import dev.keelson.scheduler.plugin.ScorePlugin;
import dev.keelson.scheduler.plugin.SignPlugin;
import dev.keelson.scheduler.plugin.Verdict;
import dev.keelson.scheduler.view.PodView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Prefers nodes that already have the images of a pod. An image counts by its size and by how many
 * nodes have it, so that pods do not crowd where an image happens to be.
 */
public final class ImageLocality implements PreScorePlugin, ScorePlugin, SignPlugin {
  static final String NAME = "ImageLocality";
  private static final long MIB = 1024 * 1024;

  /** Less than this on a node is worth nothing. Bytes. */
  private static final long LEAST = 23 * MIB;

  /** For each container; more than this is worth no more. Bytes. */
  private static final long MOST = 1000 * MIB;

  private static final CycleState.Key<Wanted> WANTED =
      CycleState.key("PreScore" + NAME, Wanted.class);

  /**
   * @param nodes in the cluster
   */
  private record Wanted(List<String> images, long containers, int nodes)
      implements CycleState.Data {}

  private final PluginContext context;

  ImageLocality(PluginContext context) {
    this.context = context;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Verdict preScore(CycleState state, PodView pod, List<NodeInfo> nodes) {
    List<String> images = images(pod);
    boolean isKnown = false;
    for (int i = 0; i < nodes.size() && !isKnown; i++) {
      for (int j = 0; j < images.size() && !isKnown; j++) {
        isKnown = nodes.get(i).images().containsKey(images.get(j));
      }
    }
    if (!isKnown) {
      return Verdict.SKIP;
    }
    state.put(WANTED, new Wanted(images, pod.images().size(), context.snapshot().size()));
    return Verdict.SUCCESS;
  }

  private static List<String> images(PodView pod) {
    List<String> images = new ArrayList<>(pod.images().size());
    pod.images().forEach(each -> images.add(normalized(each)));
    for (JsonValue each : pod.volumes()) {
      if (each instanceof JsonObject volume && volume.isSet("image")) {
        images.add(normalized(volume.object("image").text("reference")));
      }
    }
    return images;
  }

  /** With {@code :latest} where it says neither tag nor digest. */
  static String normalized(String image) {
    return image.lastIndexOf(':') <= image.lastIndexOf('/') ? image + ":latest" : image;
  }

  @Override
  public long score(CycleState state, PodView pod, NodeInfo node) {
    Wanted wanted = state.get(WANTED);
    long sum = 0;
    for (int i = 0; i < wanted.images.size(); i++) {
      ImageState image = node.images().get(wanted.images.get(i));
      if (image != null) {
        sum += (long) (image.size() * ((double) image.nodes() / wanted.nodes));
      }
    }
    return scaled(sum, wanted.containers);
  }

  static long scaled(long bytes, long containers) {
    long most = MOST * containers;
    return MAX_SCORE * (Math.clamp(bytes, LEAST, most) - LEAST) / (most - LEAST);
  }

  @Override
  public Optional<Object> sign(PodView pod) {
    return Optional.of(new TreeSet<>(images(pod)));
  }
}
