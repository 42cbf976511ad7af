package dev.keelson.mvcc;

/**
 * A read of a range, with every option of etcd's RangeRequest.
 *
 * @param range which keys
 * @param limit most pairs to return; 0 = no limit
 * @param revision as of which revision; 0 or less = the newest (inside a transaction a negative one
 *     is refused as compacted, rule 12)
 * @param order of the answer, with {@code target}
 * @param keysOnly leave values out
 * @param countOnly leave pairs out
 * @param filter bounds on mod and create revisions; applied before limit, never to the count
 */
public record RangeQuery(
    KeyRange range,
    long limit,
    long revision,
    SortOrder order,
    SortTarget target,
    boolean keysOnly,
    boolean countOnly,
    RevisionFilter filter)
    implements Op {

  public enum SortOrder {
    NONE,
    ASCEND,
    DESCEND
  }

  public enum SortTarget {
    KEY,
    VERSION,
    CREATE,
    MOD,
    VALUE
  }

  /** Inclusive bounds, unit: main revision; 0 = not bounded. */
  public record RevisionFilter(long minMod, long maxMod, long minCreate, long maxCreate) {
    public static final RevisionFilter NONE = new RevisionFilter(0, 0, 0, 0);

    public boolean isNone() {
      return minMod == 0 && maxMod == 0 && minCreate == 0 && maxCreate == 0;
    }

    public boolean accepts(KeyValue kv) {
      return (minMod == 0 || kv.modRevision() >= minMod)
          && (maxMod == 0 || kv.modRevision() <= maxMod)
          && (minCreate == 0 || kv.createRevision() >= minCreate)
          && (maxCreate == 0 || kv.createRevision() <= maxCreate);
    }
  }

  public static RangeQuery of(KeyRange range) {
    return new RangeQuery(
        range, 0, 0, SortOrder.NONE, SortTarget.KEY, false, false, RevisionFilter.NONE);
  }

  public static RangeQuery key(Bytes key) {
    return of(KeyRange.one(key));
  }

  public RangeQuery atRevision(long revision) {
    return new RangeQuery(range, limit, revision, order, target, keysOnly, countOnly, filter);
  }

  public RangeQuery withLimit(long limit) {
    return new RangeQuery(range, limit, revision, order, target, keysOnly, countOnly, filter);
  }

  public RangeQuery onlyCount() {
    return new RangeQuery(range, limit, revision, order, target, keysOnly, true, filter);
  }

  /** Key order, as scanned: no sorting pass is needed (rule 9: target KEY with NONE or ASCEND). */
  public boolean isInKeyOrder() {
    return target == SortTarget.KEY && order != SortOrder.DESCEND;
  }
}
