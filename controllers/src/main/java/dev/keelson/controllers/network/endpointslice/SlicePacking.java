package dev.keelson.controllers.network.endpointslice;

import dev.keelson.controllers.network.slice.Endpoint;
import dev.keelson.controllers.network.slice.EndpointKey;
import dev.keelson.controllers.network.slice.Slice;
import dev.keelson.controllers.network.slice.SliceChanges;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where endpoints of one address family and one set of ports go, with as few writes as can be:
 * slices are not evened out. What is wanted no more is taken out; slices that change anyhow are
 * filled first, the fullest before the others; what is left goes into one unchanged slice if it all
 * fits there, else into new ones.
 */
final class SlicePacking {
  private final int capacity;
  private final Supplier<Slice> fresh;
  private final SliceLabels labels;
  private final Map<EndpointKey, Endpoint> wanted;
  private final List<Slice> unchanged = new ArrayList<>();
  private final List<Slice> changed = new ArrayList<>();
  private final List<Slice> needless = new ArrayList<>();
  private final List<Slice> created = new ArrayList<>();

  private SlicePacking(
      int capacity, Supplier<Slice> fresh, SliceLabels labels, Map<EndpointKey, Endpoint> wanted) {
    this.capacity = capacity;
    this.fresh = fresh;
    this.labels = labels;
    this.wanted = new LinkedHashMap<>(wanted);
  }

  /**
   * @param capacity endpoints a slice
   * @param fresh an empty slice with these ports
   * @param wanted by its key, in the order in which they are to be placed
   */
  static SliceChanges pack(
      int capacity,
      Supplier<Slice> fresh,
      SliceLabels labels,
      List<Slice> existing,
      Map<EndpointKey, Endpoint> wanted) {
    SlicePacking packing = new SlicePacking(capacity, fresh, labels, wanted);
    existing.forEach(packing::keep);
    packing.fillChanged();
    packing.placeRest();
    return new SliceChanges(packing.created, packing.changed, packing.needless);
  }

  private void keep(Slice slice) {
    List<Endpoint> kept = new ArrayList<>();
    boolean differs = false;
    for (Endpoint each : slice.endpoints()) {
      Endpoint now = wanted.remove(each.key());
      if (now == null) {
        differs = true;
      } else {
        differs |= !now.isLike(each);
        kept.add(now);
      }
    }
    if (differs && kept.isEmpty()) {
      needless.add(slice);
    } else if (differs) {
      changed.add(labels.on(slice.withEndpoints(kept)));
    } else if (labels.differ(slice)) {
      changed.add(labels.on(slice));
    } else {
      unchanged.add(slice);
    }
  }

  private void fillChanged() {
    changed.sort(Comparator.comparingInt(Slice::size).reversed());
    for (int i = 0; i < changed.size() && !wanted.isEmpty(); i++) {
      changed.set(i, filled(changed.get(i)));
    }
  }

  private void placeRest() {
    while (!wanted.isEmpty()) {
      Optional<Slice> roomy = wanted.size() < capacity ? closest() : Optional.empty();
      if (roomy.isPresent()) {
        unchanged.remove(roomy.get());
        changed.add(filled(roomy.get()));
      } else {
        created.add(filled(fresh.get()));
      }
    }
  }

  /** Of the unchanged that can take all the rest, the one that is fullest with it. */
  private Optional<Slice> closest() {
    return unchanged.stream()
        .filter(each -> each.size() + wanted.size() <= capacity)
        .max(Comparator.comparingInt(Slice::size));
  }

  private Slice filled(Slice slice) {
    int room = capacity - slice.size();
    if (room <= 0 || wanted.isEmpty()) {
      return slice;
    }
    List<Endpoint> all = new ArrayList<>(slice.endpoints());
    Iterator<Endpoint> rest = wanted.values().iterator();
    for (; room > 0 && rest.hasNext(); room--) {
      all.add(rest.next());
      rest.remove();
    }
    return slice.withEndpoints(all);
  }
}
