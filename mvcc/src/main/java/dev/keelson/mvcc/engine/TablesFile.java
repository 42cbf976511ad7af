package dev.keelson.mvcc.engine;

import dev.keelson.mvcc.tree.SortedTree;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/**
 * Tables of a {@link MemoryEngine} in one file: magic, then per table its name, the number of
 * entries and each key and value led by its length (4 bytes), then CRC-32C over all before.
 */
final class TablesFile {
  private static final String NAME = "tables";
  private static final long MAGIC = 0x4b45454c_534f4e01L; // "KEELSON", version 1
  private static final int BUFFER = 64 << 10;

  interface Sink {
    void entry(Table table, byte[] key, byte[] value);
  }

  private TablesFile() {}

  static void write(Path directory, Map<Table, SortedTree<byte[]>> tables) {
    try {
      Files.createDirectory(directory);
      try (FileOutputStream file = new FileOutputStream(directory.resolve(NAME).toFile())) {
        CheckedOutputStream summed =
            new CheckedOutputStream(new BufferedOutputStream(file, BUFFER), new CRC32C());
        DataOutputStream out = new DataOutputStream(summed);
        out.writeLong(MAGIC);
        for (Map.Entry<Table, SortedTree<byte[]>> table : tables.entrySet()) {
          writeTable(out, table.getKey(), table.getValue());
        }
        out.writeLong(summed.getChecksum().getValue());
        out.flush();
        file.getFD().sync();
      }
    } catch (IOException e) {
      throw new EngineFailure(
          "cannot write a checkpoint into " + directory + ": " + e.getMessage(), e);
    }
  }

  private static void writeTable(DataOutputStream out, Table table, SortedTree<byte[]> tree)
      throws IOException {
    out.writeUTF(table.name());
    out.writeInt(tree.size());
    SortedTree.Cursor<byte[]> cursor = tree.cursor(new byte[0]);
    while (cursor.next()) {
      out.writeInt(cursor.key().length);
      out.write(cursor.key());
      out.writeInt(cursor.value().length);
      out.write(cursor.value());
    }
  }

  static void read(Path directory, Sink sink) {
    try (InputStream file = Files.newInputStream(directory.resolve(NAME))) {
      CheckedInputStream summed =
          new CheckedInputStream(new BufferedInputStream(file, BUFFER), new CRC32C());
      DataInputStream in = new DataInputStream(summed);
      if (in.readLong() != MAGIC) {
        throw new IOException("not a file of tables, or of another version");
      }
      for (int i = 0; i < Table.values().length; i++) {
        readTable(in, sink);
      }
      long sum = summed.getChecksum().getValue();
      if (in.readLong() != sum) {
        throw new IOException("checksum does not match");
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new EngineFailure(
          "cannot read the checkpoint in " + directory + ": " + e.getMessage(), e);
    }
  }

  private static void readTable(DataInputStream in, Sink sink) throws IOException {
    Table table = Table.valueOf(in.readUTF());
    for (int left = in.readInt(); left > 0; left--) {
      sink.entry(table, readBytes(in), readBytes(in));
    }
  }

  private static byte[] readBytes(DataInputStream in) throws IOException {
    int length = in.readInt();
    byte[] bytes = in.readNBytes(length);
    if (bytes.length != length) {
      throw new IOException("file cut short");
    }
    return bytes;
  }
}
