package dev.keelson.raftstore.etcd;

import com.google.protobuf.CodedOutputStream;
import dev.keelson.mvcc.KeyValue;
import dev.keelson.mvcc.OpResult;
import dev.keelson.mvcc.RangeResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Answers to put, delete and transaction, from what the store answers. */
final class WriteAnswers {
  private WriteAnswers() {}

  static Encoded of(Header header, OpResult result) {
    return switch (result) {
      case RangeResult r -> new RangeAnswer(Optional.of(header), r.kvs(), r.more(), r.count());
      case OpResult.PutResult p -> new PutAnswer(header, p.previous());
      case OpResult.DeleteResult d -> new DeleteAnswer(header, d.deleted(), d.previous());
      case OpResult.TxnResult t -> new TxnAnswer(header, t);
    };
  }

  /** PutResponse: header 1, prev_kv 2. */
  private static final class PutAnswer extends Encoded {
    private final Header header;
    private final Optional<KeyValue> previous;
    private final int size;

    PutAnswer(Header header, Optional<KeyValue> previous) {
      this.header = header;
      this.previous = previous;
      this.size =
          nestedSize(1, header)
              + (previous.isPresent()
                  ? CodedOutputStream.computeByteArraySize(2, previous.get().encoded())
                  : 0);
    }

    @Override
    int size() {
      return size;
    }

    @Override
    void writeTo(CodedOutputStream out) throws IOException {
      writeNested(out, 1, header);
      if (previous.isPresent()) {
        out.writeByteArray(2, previous.get().encoded());
      }
    }
  }

  /** DeleteRangeResponse: header 1, deleted 2, prev_kvs 3. */
  private static final class DeleteAnswer extends Encoded {
    private final Header header;
    private final long deleted;
    private final List<KeyValue> previous;
    private final int size;

    DeleteAnswer(Header header, long deleted, List<KeyValue> previous) {
      this.header = header;
      this.deleted = deleted;
      this.previous = previous;
      long bytes = nestedSize(1, header);
      bytes += deleted == 0 ? 0 : CodedOutputStream.computeInt64Size(2, deleted);
      for (KeyValue kv : previous) {
        bytes += CodedOutputStream.computeByteArraySize(3, kv.encoded());
      }
      this.size = Sizes.checked(bytes);
    }

    @Override
    int size() {
      return size;
    }

    @Override
    void writeTo(CodedOutputStream out) throws IOException {
      writeNested(out, 1, header);
      if (deleted != 0) {
        out.writeInt64(2, deleted);
      }
      for (KeyValue kv : previous) {
        out.writeByteArray(3, kv.encoded());
      }
    }
  }

  /**
   * TxnResponse: header 1, succeeded 2, responses 3; a response is one of range 1, put 2, delete 3,
   * txn 4.
   */
  private static final class TxnAnswer extends Encoded {
    private final Header header;
    private final boolean succeeded;
    private final List<Encoded> responses;
    private final int size;

    TxnAnswer(Header header, OpResult.TxnResult result) {
      this.header = header;
      this.succeeded = result.succeeded();
      this.responses = new ArrayList<>(result.responses().size());
      long bytes = nestedSize(1, header) + (succeeded ? 2 : 0);
      for (OpResult inner : result.responses()) {
        ResponseOp op = new ResponseOp(inner);
        responses.add(op);
        bytes += nestedSize(3, op);
      }
      this.size = Sizes.checked(bytes);
    }

    @Override
    int size() {
      return size;
    }

    @Override
    void writeTo(CodedOutputStream out) throws IOException {
      writeNested(out, 1, header);
      if (succeeded) {
        out.writeBool(2, true);
      }
      for (Encoded response : responses) {
        writeNested(out, 3, response);
      }
    }
  }

  private static final class ResponseOp extends Encoded {
    private final int field;
    private final Encoded inner;
    private final int size;

    /**
     * Rule 27: inside a transaction a header has only the revision, and that of a nested
     * transaction not even it.
     */
    ResponseOp(OpResult result) {
      this.field =
          switch (result) {
            case RangeResult _ -> 1;
            case OpResult.PutResult _ -> 2;
            case OpResult.DeleteResult _ -> 3;
            case OpResult.TxnResult _ -> 4;
          };
      Header header =
          result instanceof OpResult.TxnResult
              ? Header.EMPTY
              : Header.ofRevision(result.revision());
      this.inner = WriteAnswers.of(header, result);
      this.size = nestedSize(field, inner);
    }

    @Override
    int size() {
      return size;
    }

    @Override
    void writeTo(CodedOutputStream out) throws IOException {
      writeNested(out, field, inner);
    }
  }
}
