package dev.keelson.controllers.network.slice;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;

/** What is to be done with slices. Those to be made have no name. */
public record SliceChanges(List<Slice> create, List<Slice> update, List<Slice> delete) {
  public static final SliceChanges NONE = new SliceChanges(List.of(), List.of(), List.of());

  public SliceChanges {
    create = List.copyOf(create);
    update = List.copyOf(update);
    delete = List.copyOf(delete);
  }

  public SliceChanges plus(SliceChanges other) {
    return new SliceChanges(
        joined(create, other.create), joined(update, other.update), joined(delete, other.delete));
  }

  private static List<Slice> joined(List<Slice> first, List<Slice> second) {
    List<Slice> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  public int size() {
    return create.size() + update.size() + delete.size();
  }

  /** Those of {@code existing} that stay as they are. */
  public List<Slice> untouched(List<Slice> existing) {
    Set<String> touched = new HashSet<>();
    update.forEach(each -> touched.add(each.name()));
    delete.forEach(each -> touched.add(each.name()));
    return existing.stream().filter(each -> !touched.contains(each.name())).toList();
  }

  /**
   * Instead of making one and deleting another, one is changed: half the writes.
   *
   * @param fits whether the second may become the first
   */
  public SliceChanges recycled(BiPredicate<Slice, Slice> fits) {
    List<Slice> made = new ArrayList<>(create);
    List<Slice> changed = new ArrayList<>(update);
    List<Slice> gone = new ArrayList<>();
    for (Slice old : delete) {
      var place = made.stream().filter(each -> fits.test(each, old)).findFirst();
      if (place.isPresent()) {
        made.remove(place.get());
        changed.add(place.get().inPlaceOf(old));
      } else {
        gone.add(old);
      }
    }
    return new SliceChanges(made, changed, gone);
  }
}
