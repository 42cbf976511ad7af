package dev.keelson.mvcc;

import java.util.List;

/**
 * Answer to a {@link RangeQuery}.
 *
 * @param revision the store's revision when it was read, whatever revision was asked for (rule
 *     "header.revision")
 * @param kvs the pairs; values empty where only keys were asked for
 * @param more whether the limit cut the list
 * @param count keys in the range at the asked revision, untouched by limit and filters
 */
public record RangeResult(long revision, List<KeyValue> kvs, boolean more, long count)
    implements OpResult {}
