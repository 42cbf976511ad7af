package dev.keelson.mvcc.engine;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.DataBlockIndexType;
import org.rocksdb.Env;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.Priority;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksObject;
import org.rocksdb.WriteBufferManager;

/**
 * How RocksDB is set, in one place, and the native objects that say so; they must outlive the
 * database. The numbers are for two cores, values of about 1 KiB and lists that scan tens of
 * thousands of neighbours.
 */
final class RocksTuning implements AutoCloseable {
  private static final long KIB = 1 << 10;
  private static final long MIB = 1 << 20;

  private final List<RocksObject> owned = new ArrayList<>();
  private final RocksOptions options;
  private final Cache cache;

  RocksTuning(RocksOptions options) {
    this.options = options;
    this.cache = own(new LRUCache(options.cacheBytes(), -1, false, 0.2));
  }

  private <T extends RocksObject> T own(T object) {
    owned.add(object);
    return object;
  }

  DBOptions database() {
    Env env = Env.getDefault();
    env.lowerThreadPoolCPUPriority(Priority.LOW); // compactions wait for requests, flushes do not
    return own(new DBOptions())
        .setCreateIfMissing(true)
        .setCreateMissingColumnFamilies(true)
        .setEnv(env)
        // Without a write-ahead log a crash between the flushes of two tables would tear a batch
        // apart.
        .setAtomicFlush(true)
        // Bounds unflushed changes over all tables and charges them to the cache: one number bounds
        // both.
        .setWriteBufferManager(own(new WriteBufferManager(options.writeBufferBytes(), cache)))
        .setMaxBackgroundJobs(options.backgroundThreads())
        // close() flushes itself, to be able to say when that failed.
        .setAvoidFlushDuringShutdown(true)
        .setParanoidChecks(true)
        // The disk is shared with the log, whose fsync must not wait for a whole file of ours.
        .setBytesPerSync(MIB)
        .setMaxManifestFileSize(32 * MIB)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setMaxLogFileSize(2 * MIB)
        .setKeepLogFileNum(3)
        .setStatsDumpPeriodSec(0)
        .setStatsPersistPeriodSec(0);
  }

  /**
   * RocksDB's own first, then ours in the order that gives them their ids: see {@link
   * Batch#columnFamilyId}.
   */
  List<ColumnFamilyDescriptor> columnFamilies() {
    List<ColumnFamilyDescriptor> all = new ArrayList<>();
    all.add(
        new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, own(new ColumnFamilyOptions())));
    for (Table table : Table.values()) {
      byte[] name = table.name().getBytes(StandardCharsets.US_ASCII);
      all.add(new ColumnFamilyDescriptor(name, columnFamily(table)));
    }
    return all;
  }

  /** Of a file of {@code table} that is written beside the database; the caller closes them. */
  Options options(Table table) {
    return new Options(own(new DBOptions()), columnFamily(table));
  }

  private ColumnFamilyOptions columnFamily(Table table) {
    return switch (table) {
      // Read by key and in long runs, overwritten often.
      case CURRENT ->
          coldIsCompressed(large(table(16 * KIB, true)))
              .setMemtableWholeKeyFiltering(true)
              .setMemtablePrefixBloomSizeRatio(0.02);
      // Appended by revision: files do not overlap, so its compaction is renaming. RocksDB renames
      // only what would be compressed alike where it goes, so all levels are.
      case HISTORY ->
          large(table(16 * KIB, true)).setCompressionType(CompressionType.LZ4_COMPRESSION);
      case INDEX -> coldIsCompressed(large(table(8 * KIB, false)));
      case LEASE -> small(table(4 * KIB, false));
      case COUNT, META -> small(table(4 * KIB, false));
    };
  }

  private ColumnFamilyOptions large(BlockBasedTableConfig table) {
    return compactingDeletions()
        .setTableFormatConfig(table)
        .setWriteBufferSize(options.writeBufferBytes() / 2)
        .setMaxWriteBufferNumber(4)
        .setLevelCompactionDynamicLevelBytes(true)
        // Twice RocksDB's own: each byte of a store that grows is then copied down less often, and
        // copying, into the page cache, was a fifth of the CPU of a store under load. Lists pay
        // with a few more files to merge.
        .setLevel0FileNumCompactionTrigger(8)
        .setLevel0SlowdownWritesTrigger(28)
        .setLevel0StopWritesTrigger(48)
        .setMaxBytesForLevelBase(8 * options.writeBufferBytes() / 2)
        .setTargetFileSizeBase(Math.min(64 * MIB, options.writeBufferBytes() / 2));
  }

  /** From the third level on; what is young is rewritten soon anyway. */
  private static ColumnFamilyOptions coldIsCompressed(ColumnFamilyOptions table) {
    return table.setCompressionPerLevel(
        List.of(
            CompressionType.NO_COMPRESSION,
            CompressionType.NO_COMPRESSION,
            CompressionType.LZ4_COMPRESSION));
  }

  private ColumnFamilyOptions small(BlockBasedTableConfig table) {
    return compactingDeletions()
        .setTableFormatConfig(table)
        .setWriteBufferSize(Math.min(16 * MIB, options.writeBufferBytes() / 2))
        .setMaxWriteBufferNumber(4)
        .setCompressionType(CompressionType.NO_COMPRESSION);
  }

  /**
   * Options under which a file with a stretch of {@code 4096} neighbours, half of them deletions,
   * is compacted early: scans would crawl over them. Java has a setter for it only where there is a
   * single column family.
   */
  private ColumnFamilyOptions compactingDeletions() {
    Properties text = new Properties();
    text.setProperty(
        "table_properties_collectors",
        "{id=CompactOnDeletionCollector;window_size=4096;deletion_trigger=2048;deletion_ratio=0}");
    return own(
        Objects.requireNonNull(
            ColumnFamilyOptions.getColumnFamilyOptionsFromProps(text),
            "RocksDB does not understand " + text));
  }

  private BlockBasedTableConfig table(long blockSize, boolean pointReads) {
    BlockBasedTableConfig table =
        new BlockBasedTableConfig()
            .setBlockCache(cache)
            .setBlockSize(blockSize)
            .setFormatVersion(6)
            .setCacheIndexAndFilterBlocks(true)
            .setCacheIndexAndFilterBlocksWithHighPriority(true)
            .setPinL0FilterAndIndexBlocksInCache(true);
    if (pointReads) {
      table
          .setFilterPolicy(own(new BloomFilter(10)))
          .setDataBlockIndexType(DataBlockIndexType.kDataBlockBinaryAndHash)
          .setDataBlockHashTableUtilRatio(0.75);
    }
    return table;
  }

  /** After the database is closed. */
  @Override
  public void close() {
    owned.reversed().forEach(RocksObject::close);
  }
}
