package dev.keelson.mvcc.model;

import dev.keelson.mvcc.Bytes;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * etcd's HashKV by its definition, over the model's records: which to keep is worked out key by
 * key.
 */
final class ModelHash {
  private ModelHash() {}

  static int hash(ReferenceModel model, long revision) {
    Set<ReferenceModel.Rec> kept = newestPuts(model, revision);
    Set<ReferenceModel.Rec> left = newestPuts(model, model.floor);
    CRC32C crc = new CRC32C();
    crc.update("key".getBytes());
    for (ReferenceModel.Rec rec : model.records) {
      boolean young = rec.revision().main() > model.floor;
      boolean counts = young || (left.contains(rec) && (kept.isEmpty() || kept.contains(rec)));
      if (rec.revision().main() <= revision && counts) {
        boolean dead = rec.kv().isTombstone();
        ByteBuffer key = ByteBuffer.allocate(dead ? 18 : 17);
        key.putLong(rec.revision().main()).put((byte) '_').putLong(rec.revision().sub());
        if (dead) {
          key.put((byte) 't');
        }
        crc.update(key.array());
        crc.update(dead ? keyField(rec.kv().key()) : rec.kv().encoded());
      }
    }
    return (int) crc.getValue();
  }

  private static Set<ReferenceModel.Rec> newestPuts(ReferenceModel model, long revision) {
    Map<Bytes, ReferenceModel.Rec> newest = new HashMap<>();
    for (ReferenceModel.Rec rec : model.records) {
      if (rec.revision().main() <= revision) {
        newest.put(rec.kv().key(), rec);
      }
    }
    newest.values().removeIf(rec -> rec.kv().isTombstone());
    return new HashSet<>(newest.values());
  }

  /** Keys of the model are shorter than 128 bytes. */
  private static byte[] keyField(Bytes key) {
    return ByteBuffer.allocate(2 + key.size())
        .put((byte) 0x0a)
        .put((byte) key.size())
        .put(key.array())
        .array();
  }
}
