package dev.keelson.raftstore.etcd;

import dev.keelson.raftstore.backup.FileHash;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;

/**
 * Takes the bytes of a file and gives packs of messages: blobs of 32 KiB, and at the end the hash
 * of all before. There are {@value #PACKS} packs; who writes waits for one that was sent. So a
 * stream holds that much memory, however slow its client is.
 */
final class SnapshotPacks extends OutputStream {
  /** etcd's. Unit: bytes. */
  static final int BLOB_BYTES = 32 << 10;

  private static final int BLOBS_A_PACK = 8;
  private static final int PACKS = 3;

  private final long size;
  private final Consumer<FramePack> full;
  private final BlockingQueue<FramePack> free = new ArrayBlockingQueue<>(PACKS);
  private final MessageDigest digest = FileHash.digest();
  private final byte[] blob = new byte[BLOB_BYTES];
  private FramePack pack = new FramePack();
  private int filled;
  private long sent;

  /** {@code size}: bytes to come; {@code full} is given packs, and gives each back. */
  SnapshotPacks(long size, Consumer<FramePack> full) {
    this.size = size;
    this.full = full;
    for (int i = 1; i < PACKS; i++) {
      free.add(new FramePack());
    }
  }

  /** The pack was sent. Any thread; never blocks. */
  void giveBack(FramePack sent) {
    sent.clear();
    free.add(sent);
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    for (int at = offset; at < offset + length; ) {
      int taken = Math.min(offset + length - at, BLOB_BYTES - filled);
      System.arraycopy(bytes, at, blob, filled, taken);
      filled += taken;
      at += taken;
      if (filled == BLOB_BYTES) {
        blob();
      }
    }
  }

  private void blob() throws IOException {
    if (filled > 0) {
      digest.update(blob, 0, filled);
      sent += filled;
      message(size - sent, blob, filled);
      filled = 0;
    }
  }

  private void message(long remaining, byte[] bytes, int length) throws IOException {
    pack.add(new SnapshotBlob(remaining, bytes, length));
    if (pack.messages() == BLOBS_A_PACK) {
      handOver();
    }
  }

  private void handOver() throws IOException {
    full.accept(pack);
    try {
      pack = free.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the client has gone");
    }
  }

  /** After the last byte: the hash, and what is not handed over yet. */
  void finish() throws IOException {
    blob();
    message(0, digest.digest(), FileHash.BYTES);
    if (!pack.isEmpty()) {
      full.accept(pack);
      pack = new FramePack();
    }
  }
}
