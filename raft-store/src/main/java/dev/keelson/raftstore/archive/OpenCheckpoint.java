package dev.keelson.raftstore.archive;

import dev.keelson.mvcc.copy.RecordSource;
import dev.keelson.mvcc.copy.StoreContent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A checkpoint that was read and verified, its records in a temporary file. */
public final class OpenCheckpoint implements AutoCloseable {
  private final StoreContent content;
  private final SpooledRecords records;
  private final Path spool;

  OpenCheckpoint(StoreContent content, SpooledRecords records, Path spool) {
    this.content = content;
    this.records = records;
    this.spool = spool;
  }

  public StoreContent content() {
    return content;
  }

  public RecordSource records() {
    return records;
  }

  @Override
  public void close() throws IOException {
    records.close();
    Files.deleteIfExists(spool);
  }
}
