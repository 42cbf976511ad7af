package dev.keelson.apiserver.server.storage.cache;

import dev.keelson.apiserver.server.storage.Stored;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Takes objects in order until it is full. */
final class Page {
  private final Selection selection;
  private final Reach reach;
  private final long limit;
  private final List<Stored> items;
  private @Nullable Stored last;
  private long looked;
  private boolean isCut;

  /**
   * @param expected how many there may be, about
   */
  Page(ListQuery query, Selection selection, Reach reach, long expected) {
    this.selection = selection;
    this.reach = reach;
    this.limit = query.limitInUse();
    long most = limit > 0 ? Math.min(limit, expected) : expected;
    this.items = new ArrayList<>(selection.hasSelectors() ? 16 : (int) Math.min(most, 1 << 20));
  }

  /** Whether it wants more. */
  boolean take(Stored object) {
    if (limit > 0 && items.size() >= limit) {
      isCut = true;
      return false;
    }
    looked++;
    boolean needsName = !selection.name().isEmpty() && !reach.range().isOneKey();
    if ((!needsName || selection.covers(object.name())) && selection.selects(object)) {
      items.add(object);
      last = object;
    }
    return true;
  }

  /**
   * @param count of all objects from the first that was offered on
   */
  Listing listing(long revision, long count) {
    if (!isCut || last == null) {
      return new Listing(items, revision, "", OptionalLong.empty());
    }
    String start = new String(last.key(), StandardCharsets.UTF_8) + "\0";
    OptionalLong remaining =
        selection.hasSelectors() || !selection.name().isEmpty()
            ? OptionalLong.empty()
            : OptionalLong.of(count - looked);
    return new Listing(
        items, revision, new ContinueToken(revision, start).text(reach.prefix()), remaining);
  }
}
