package dev.keelson.raftstore.archive;

import dev.keelson.mvcc.Alarm;
import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.copy.Records;
import dev.keelson.mvcc.copy.StoreExport;
import dev.keelson.mvcc.lease.LeaseRecord;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * A whole store as the body of a checkpoint: term and index, head, floor and physically compacted
 * revision (8 bytes each); leases, alarms and facts, each led by their number (4 bytes); then the
 * history in its order, each record as length of its key (1 byte), the key, length (4 bytes) and
 * bytes of its value; a zero byte and the number of records (8 bytes). What {@link
 * CheckpointReader} reads.
 */
final class CheckpointWriter {
  private CheckpointWriter() {}

  /** Throws IOException saying so where {@code ended} turns true. */
  static void write(StoreExport export, OutputStream to, BooleanSupplier ended) throws IOException {
    DataOutputStream out = new DataOutputStream(to);
    out.writeLong(export.position().term());
    out.writeLong(export.position().index());
    out.writeLong(export.head());
    out.writeLong(export.floor());
    out.writeLong(export.compacted());
    List<LeaseRecord> leases = export.leases();
    out.writeInt(leases.size());
    for (LeaseRecord lease : leases) {
      out.writeLong(lease.id());
      out.writeLong(lease.ttl());
      out.writeLong(lease.remaining());
    }
    Set<Alarm> alarms = export.alarms();
    out.writeInt(alarms.size());
    for (Alarm alarm : alarms) {
      out.writeLong(alarm.member());
      out.writeByte(alarm.kind().number());
    }
    Map<Bytes, Bytes> facts = export.facts(Bytes.EMPTY);
    out.writeInt(facts.size());
    for (Map.Entry<Bytes, Bytes> fact : facts.entrySet()) {
      blob(out, fact.getKey());
      blob(out, fact.getValue());
    }
    records(export, out, ended);
  }

  private static void records(StoreExport export, DataOutputStream out, BooleanSupplier ended)
      throws IOException {
    long count = 0;
    try (Records records = export.records()) {
      while (records.next()) {
        byte[] key = records.key();
        out.writeByte(key.length);
        out.write(key);
        out.writeInt(records.valueLength());
        out.write(records.value(), records.valueOffset(), records.valueLength());
        count++;
        if (ended.getAsBoolean()) {
          throw new IOException("ended before the checkpoint was complete");
        }
      }
    }
    out.writeByte(0);
    out.writeLong(count);
    out.flush();
  }

  private static void blob(DataOutputStream out, Bytes bytes) throws IOException {
    out.writeInt(bytes.size());
    out.write(bytes.array());
  }
}
