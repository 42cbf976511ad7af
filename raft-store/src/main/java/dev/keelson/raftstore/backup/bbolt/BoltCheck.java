package dev.keelson.raftstore.backup.bbolt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a file is whole, as bbolt's own check sees it: every page below the high-water mark is
 * part of exactly one tree, or free, or the freelist; keys ascend within pages and stay between the
 * keys of the branches above. Reads every page; memory is two bits a page.
 */
public final class BoltCheck {
  /** More than this tell nothing new. */
  private static final int MOST_FAULTS = 20;

  private static final long MOST_PAGES = Integer.MAX_VALUE;

  private final BoltFile file;
  private final int pages;
  private final BitSet reached;
  private final BitSet free;
  private final List<String> faults = new ArrayList<>();

  private BoltCheck(BoltFile file) {
    this.file = file;
    this.pages = (int) Math.min(MOST_PAGES, file.meta().pages());
    this.reached = new BitSet(pages);
    this.free = new BitSet(pages);
  }

  /** What is wrong, at most {@value #MOST_FAULTS} lines; empty = the file is whole. */
  public static List<String> faults(BoltFile file) {
    if (file.meta().pages() > MOST_PAGES) {
      return List.of("the file has %d pages: too many".formatted(file.meta().pages()));
    }
    BoltCheck check = new BoltCheck(file);
    check.all();
    return List.copyOf(check.faults);
  }

  private void all() {
    reached.set(0, 2);
    try {
      freelist();
      tree(file.page(file.meta().root()), null, null, 0);
    } catch (BadBoltFile e) {
      fault(String.valueOf(e.getMessage()));
    }
    if (!faults.isEmpty()) {
      return; // what a damaged page names cannot be reached: that would be told a thousand times
    }
    for (int page = 0; page < pages; page++) {
      if (!reached.get(page) && !free.get(page)) {
        fault("page %d is neither in use nor free".formatted(page));
      }
    }
  }

  private void freelist() throws BadBoltFile {
    long id = file.meta().freelist();
    if (id == Format.NO_FREELIST) {
      // Then bbolt takes what is not reached as free.
      free.set(0, pages);
      return;
    }
    Page page = file.page(id);
    if (!page.isFreelist()) {
      throw new BadBoltFile("page %d is not the freelist that it should be".formatted(id));
    }
    reach(page);
    long first = page.count() == Format.COUNT_ELSEWHERE ? 1 : 0;
    long count = first == 1 ? page.freePage(0) : page.count();
    for (long i = 0; i < count; i++) {
      long freed = page.freePage(first + i);
      if (freed < 2 || freed >= pages) {
        throw new BadBoltFile("the freelist names page %d of %d".formatted(freed, pages));
      }
      if (free.get((int) freed)) {
        fault("page %d is freed twice".formatted(freed));
      }
      free.set((int) freed);
    }
  }

  private boolean reach(Page page) {
    boolean first = true;
    for (long id = page.id(); id <= page.id() + page.overflow(); id++) {
      if (reached.get((int) id)) {
        fault("page %d is in use twice".formatted(id));
        first = false;
      }
      reached.set((int) id);
    }
    if (free.get((int) page.id()) && file.meta().freelist() != Format.NO_FREELIST) {
      fault("page %d is in use and free".formatted(page.id()));
    }
    return first;
  }

  /** A tree with pages of its own. Keys are at least {@code min} and below {@code end}. */
  private void tree(Page page, byte @Nullable [] min, byte @Nullable [] end, int depth)
      throws BadBoltFile {
    page.mustBeTree();
    if (faults.size() >= MOST_FAULTS || !reach(page)) {
      return;
    }
    if (depth > BoltCursor.MOST_LEVELS) {
      throw new BadBoltFile("page %d is too many levels deep".formatted(page.id()));
    }
    elements(page, min, end, depth);
  }

  private void elements(Page page, byte @Nullable [] min, byte @Nullable [] end, int depth)
      throws BadBoltFile {
    byte[] before = min;
    byte[] key = page.count() == 0 ? null : page.key(0);
    for (int i = 0; i < page.count() && key != null; i++) {
      ordered(page, i, before, key, end);
      byte[] next = i + 1 < page.count() ? page.key(i + 1) : null;
      if (page.isBranch()) {
        tree(file.page(page.child(i)), key, next == null ? end : next, depth + 1);
      } else {
        page.valueLength(i);
        if (page.isBucket(i)) {
          bucket(page, i);
        }
      }
      before = key;
      key = next;
    }
  }

  private void ordered(
      Page page, int index, byte @Nullable [] before, byte[] key, byte @Nullable [] end) {
    int order = before == null ? -1 : Arrays.compareUnsigned(before, key);
    if (order > 0 || order == 0 && index > 0) {
      fault("key %d of page %d is out of order".formatted(index, page.id()));
    }
    if (end != null && Arrays.compareUnsigned(key, end) >= 0) {
      fault("key %d of page %d belongs into a later page".formatted(index, page.id()));
    }
  }

  private void bucket(Page page, int index) throws BadBoltFile {
    Page root = BoltCursor.bucketRoot(file, page, index);
    if (page.valueLength(index) > Format.BUCKET_HEADER
        && page.valueInPlace(index).get(Format.LONG_LE, 0) == 0) {
      if (!root.isLeaf()) {
        throw new BadBoltFile("page %d holds a bucket that is no leaf".formatted(page.id()));
      }
      elements(root, null, null, 0);
    } else {
      tree(root, null, null, 0);
    }
  }

  private void fault(String what) {
    if (faults.size() < MOST_FAULTS) {
      faults.add(what);
    }
  }
}
