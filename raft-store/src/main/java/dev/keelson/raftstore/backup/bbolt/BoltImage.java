package dev.keelson.raftstore.backup.bbolt;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * A bbolt file about to be written, whose size is known before its first byte. It is made in two
 * passes over its sources: {@link #measure} counts pages, because the first page of the file names
 * the last; {@link #writeTo} writes them. Memory is a page a level of the tree, whatever the size.
 *
 * <p>Pages are full, there is no free page, and a tree's pages stand before its root. Any bbolt
 * opens and changes it.
 */
public final class BoltImage {
  private static final long FREELIST_PAGE = 2;

  private final List<BucketSource> buckets;
  private final int pageSize;
  private final long root;
  private final long pages;

  private BoltImage(List<BucketSource> buckets, int pageSize, long root, long pages) {
    this.buckets = buckets;
    this.pageSize = pageSize;
    this.root = root;
    this.pages = pages;
  }

  /** Reads every source once. With pages of 4096 bytes. */
  public static BoltImage measure(List<BucketSource> buckets) {
    return measure(buckets, Format.PAGE_SIZE);
  }

  /** {@code pageSize}: a power of two from 1024 to 65536. */
  static BoltImage measure(List<BucketSource> buckets, int pageSize) {
    List<BucketSource> sorted =
        buckets.stream()
            .sorted(Comparator.comparing(BucketSource::name, Arrays::compareUnsigned))
            .toList();
    PageOut out = new PageOut(pageSize, null);
    try {
      long root = write(sorted, out, new byte[0], new byte[0]);
      return new BoltImage(sorted, pageSize, root, out.next());
    } catch (IOException e) {
      throw new UncheckedIOException(e); // nothing is written
    }
  }

  /** Bytes of the file: whole pages. */
  public long size() {
    return pages * pageSize;
  }

  /**
   * Writes the file. Throws IllegalStateException, with the file cut short, where a source does not
   * give what it gave before.
   */
  public void writeTo(OutputStream stream) throws IOException {
    PageOut out = new PageOut(pageSize, stream);
    long written = write(buckets, out, meta(0), meta(1));
    if (written != root || out.next() != pages) {
      throw new IllegalStateException(
          "root page %d of %d, measured were %d of %d".formatted(written, out.next(), root, pages));
    }
  }

  private static long write(List<BucketSource> buckets, PageOut out, byte[] meta0, byte[] meta1)
      throws IOException {
    page(out, meta0);
    page(out, meta1);
    byte[] freelist = new byte[Format.PAGE_HEADER];
    Format.header(freelist, FREELIST_PAGE, Format.FREELIST, 0, 0);
    page(out, freelist);
    TreeWriter root = new TreeWriter(out);
    for (BucketSource bucket : buckets) {
      byte[] value = bucket(bucket, out);
      root.add(Format.BUCKET, bucket.name(), value, 0, value.length);
    }
    return root.finish();
  }

  private static void page(PageOut out, byte[] bytes) throws IOException {
    if (out.isMeasuring()) {
      out.skip(Format.PAGE_HEADER);
    } else {
      out.write(bytes, bytes.length);
    }
  }

  private static byte[] bucket(BucketSource bucket, PageOut out) throws IOException {
    TreeWriter tree = new TreeWriter(out);
    try (Entries entries = bucket.entries().get()) {
      while (entries.next()) {
        tree.add(0, entries.key(), entries.value(), entries.valueOffset(), entries.valueLength());
      }
    }
    return tree.finishBucket();
  }

  private byte[] meta(long transaction) {
    byte[] page = new byte[Format.PAGE_HEADER + Format.META_SUMMED + 8];
    Format.header(page, transaction, Format.META, 0, 0);
    int at = Format.PAGE_HEADER;
    Format.INT.set(page, at, Format.MAGIC);
    Format.INT.set(page, at + 4, Format.VERSION);
    Format.INT.set(page, at + 8, pageSize);
    Format.LONG.set(page, at + 16, root);
    Format.LONG.set(page, at + 32, FREELIST_PAGE);
    Format.LONG.set(page, at + 40, pages);
    Format.LONG.set(page, at + 48, transaction);
    Format.LONG.set(page, at + 56, Format.checksum(page, at, Format.META_SUMMED));
    return page;
  }
}
