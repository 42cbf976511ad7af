package dev.keelson.controllers.network.endpointslice;

import dev.keelson.controllers.network.slice.Endpoint;
import dev.keelson.controllers.network.slice.Slice;
import dev.keelson.controllers.network.slice.SliceChanges;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Slices that are written anyhow, and those that would not be. */
record HintedSlices(List<Slice> create, List<Slice> update, List<Slice> unchanged) {
  static HintedSlices of(SliceChanges changes, List<Slice> existing) {
    return new HintedSlices(changes.create(), changes.update(), changes.untouched(existing));
  }

  /** Those that {@code change} makes different are written too. */
  HintedSlices map(UnaryOperator<Endpoint> change) {
    List<Slice> updates = new ArrayList<>(each(update, change));
    List<Slice> same = new ArrayList<>();
    for (Slice slice : unchanged) {
      Slice after = slice.mapEndpoints(change);
      (after == slice ? same : updates).add(after);
    }
    return new HintedSlices(each(create, change), updates, same);
  }

  private static List<Slice> each(List<Slice> slices, UnaryOperator<Endpoint> change) {
    return slices.stream().map(slice -> slice.mapEndpoints(change)).toList();
  }

  HintedSlices withoutHints() {
    return map(Endpoint::withoutHints);
  }

  int ready() {
    int total = 0;
    for (List<Slice> each : List.of(create, update, unchanged)) {
      for (Slice slice : each) {
        total += (int) slice.endpoints().stream().filter(Endpoint::isReady).count();
      }
    }
    return total;
  }

  SliceChanges toChanges(List<Slice> delete) {
    return new SliceChanges(create, update, delete);
  }
}
