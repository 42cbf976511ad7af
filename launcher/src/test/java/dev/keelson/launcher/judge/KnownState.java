package dev.keelson.launcher.judge;

import com.google.protobuf.Message;
import io.etcd.jetcd.api.CompactionRequest;
import io.etcd.jetcd.api.DeleteRangeResponse;
import io.etcd.jetcd.api.LeaseRevokeResponse;
import io.etcd.jetcd.api.PutResponse;
import io.etcd.jetcd.api.ResponseOp;
import io.etcd.jetcd.api.TxnResponse;
import java.util.HashSet;
import java.util.Set;

/** What the sender of requests has learnt about the store from the reference's answers. */
final class KnownState {
  private long revision = 1;
  private long compacted;
  private final Set<Long> deletions = new HashSet<>();
  private final Set<Long> compactions = new HashSet<>();

  /** Newest revision seen in an answer. */
  long revision() {
    return revision;
  }

  /** Revision of the last compaction that was accepted, 0 before the first. */
  long compacted() {
    return compacted;
  }

  /** Whether a key was deleted at this revision. */
  boolean deletedAt(long at) {
    return deletions.contains(at);
  }

  /** Whether this revision is, or once was, the compact revision. */
  boolean compactedAt(long at) {
    return compactions.contains(at);
  }

  /** Takes in an answer; true when the request moved the revision. */
  boolean learn(Message request, Answer answer) {
    if (!(answer instanceof Answer.Reply(Message reply))) {
      return false;
    }
    long before = revision;
    switch (reply) {
      case PutResponse put -> revision = put.getHeader().getRevision();
      case DeleteRangeResponse delete -> {
        revision = delete.getHeader().getRevision();
        noteDeletion(delete.getDeleted() > 0);
      }
      case TxnResponse txn -> {
        revision = txn.getHeader().getRevision();
        noteDeletion(deletes(txn));
      }
      case LeaseRevokeResponse revoke -> {
        revision = Math.max(revision, revoke.getHeader().getRevision());
        noteDeletion(revision > before);
      }
      default -> {
        if (request instanceof CompactionRequest compaction) {
          compacted = compaction.getRevision();
          compactions.add(compacted);
        }
      }
    }
    return revision > before;
  }

  private void noteDeletion(boolean deleted) {
    if (deleted) {
      deletions.add(revision);
    }
  }

  private static boolean deletes(TxnResponse txn) {
    for (ResponseOp op : txn.getResponsesList()) {
      if (op.getResponseDeleteRange().getDeleted() > 0 || deletes(op)) {
        return true;
      }
    }
    return false;
  }

  private static boolean deletes(ResponseOp op) {
    return op.hasResponseTxn() && deletes(op.getResponseTxn());
  }
}
