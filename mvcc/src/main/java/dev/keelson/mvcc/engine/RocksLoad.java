package dev.keelson.mvcc.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.EnvOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileWriter;

/**
 * Fills a table with finished files, which the database takes over as they are: no memtable, no
 * compaction. The files lie beside the database's own until then.
 */
final class RocksLoad implements Engine.Load {
  /** Of one file; more are begun. Unit: bytes. */
  private static final long FILE_BYTES = 128L << 20;

  private final RocksEngine engine;
  private final Table table;
  private final Path directory;
  private final Options options;
  private final EnvOptions environment = new EnvOptions();
  private final List<Path> files = new ArrayList<>();
  private @Nullable SstFileWriter writer;
  private long written;

  /** {@code options} of the table's column family; they become this load's own. */
  RocksLoad(RocksEngine engine, Table table, Path directory, Options options) {
    this.engine = engine;
    this.table = table;
    this.directory = directory;
    this.options = options;
  }

  @Override
  public void put(byte[] key, byte[] value) {
    try {
      SstFileWriter out = writer;
      if (out == null || written >= FILE_BYTES) {
        finishFile();
        out = begin();
      }
      out.put(key, value);
      written += key.length + value.length;
    } catch (RocksDBException | IOException e) {
      throw new EngineFailure("cannot write table " + table + " into " + directory, e);
    }
  }

  private SstFileWriter begin() throws RocksDBException, IOException {
    Files.createDirectories(directory);
    Path file = directory.resolve(table + "-" + files.size() + ".sst");
    Files.deleteIfExists(file);
    files.add(file);
    SstFileWriter out = new SstFileWriter(environment, options);
    writer = out;
    written = 0;
    out.open(file.toString());
    return out;
  }

  private void finishFile() throws RocksDBException {
    SstFileWriter out = writer;
    if (out != null) {
      writer = null;
      try (out) {
        out.finish();
      }
    }
  }

  @Override
  public void finish() {
    try {
      finishFile();
    } catch (RocksDBException e) {
      throw new EngineFailure("cannot finish table " + table + " in " + directory, e);
    }
    if (!files.isEmpty()) {
      engine.ingest(table, files.stream().map(Path::toString).toList());
    }
  }

  @Override
  public void close() {
    if (writer != null) {
      writer.close();
    }
    options.close();
    environment.close();
    try {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(directory);
    } catch (IOException _) {
      // another table's files are still there, or the whole directory is about to go
    }
  }
}
