package dev.keelson.apiserver.model.proto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonReader;
import dev.keelson.apiserver.model.schema.BuiltInSchemas;
import io.kubernetes.client.proto.Meta;
import io.kubernetes.client.proto.Runtime;
import io.kubernetes.client.proto.V1;
import io.kubernetes.client.proto.V1Apiextensions;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProtobufCodecTest {
  private static final GroupVersionKind POD = new GroupVersionKind("", "v1", "Pod");
  private static final GroupVersionKind CRD =
      GroupVersionKind.of("apiextensions.k8s.io/v1", "CustomResourceDefinition");

  private final ProtobufCodec codec = new ProtobufCodec(BuiltInSchemas.get());

  private String json(GroupVersionKind kind, com.google.protobuf.Message message) {
    return codec.decode(ProtobufCodec.envelope(kind, message.toByteArray())).tree().toJson();
  }

  private ApiObject object(String json) {
    return new ApiObject(JsonReader.readObject(json));
  }

  @Test
  void aPodIsWrittenAsGoWritesIt() {
    V1.Pod pod =
        V1.Pod.newBuilder()
            .setMetadata(
                Meta.ObjectMeta.newBuilder()
                    .setName("web")
                    .setGeneration(0)
                    .setCreationTimestamp(Meta.Time.newBuilder().setSeconds(1_700_000_000))
                    .putLabels("b", "2")
                    .putLabels("a", "1"))
            .setSpec(
                V1.PodSpec.newBuilder()
                    .setAutomountServiceAccountToken(false)
                    .setHostNetwork(false)
                    .addContainers(V1.Container.newBuilder().setName("c").setTty(false))
                    .addVolumes(
                        V1.Volume.newBuilder()
                            .setName("v")
                            .setVolumeSource(
                                V1.VolumeSource.newBuilder()
                                    .setEmptyDir(V1.EmptyDirVolumeSource.newBuilder()))))
            .build();

    assertThat(json(POD, pod))
        .isEqualTo(
            "{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"web\","
                + "\"creationTimestamp\":\"2023-11-14T22:13:20Z\",\"labels\":{\"a\":\"1\",\"b\":\"2\"}},"
                + "\"spec\":{\"volumes\":[{\"name\":\"v\",\"emptyDir\":{}}],"
                + "\"containers\":[{\"name\":\"c\",\"resources\":{}}],"
                + "\"automountServiceAccountToken\":false},\"status\":{}}");
  }

  @Test
  void nothingOfAPodIsWhatGoKnowsOfIt() {
    assertThat(json(POD, V1.Pod.getDefaultInstance()))
        .isEqualTo(
            "{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{},"
                + "\"spec\":{\"containers\":null},\"status\":{}}");
  }

  @Test
  void piecesOfAMessageMerge() {
    byte[] metadata =
        V1.Pod.newBuilder()
            .setMetadata(Meta.ObjectMeta.newBuilder().setName("a"))
            .build()
            .toByteArray();
    byte[] more =
        V1.Pod.newBuilder()
            .setMetadata(Meta.ObjectMeta.newBuilder().setUid("u"))
            .build()
            .toByteArray();
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(metadata);
    both.writeBytes(more);

    ApiObject pod = codec.decode(ProtobufCodec.envelope(POD, both.toByteArray()));

    assertThat(pod.name()).isEqualTo("a");
    assertThat(pod.uid()).isEqualTo("u");
  }

  @Test
  void theEnvelopeIsRuntimeUnknown() throws Exception {
    byte[] bytes =
        codec.encode(
            object("{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"a\"}}"));

    assertThat(ProtobufCodec.isProtobuf(bytes)).isTrue();
    Runtime.Unknown unknown =
        Runtime.Unknown.parseFrom(ByteString.copyFrom(bytes, 4, bytes.length - 4));
    assertThat(unknown.getTypeMeta().getKind()).isEqualTo("Pod");
    assertThat(unknown.getTypeMeta().getApiVersion()).isEqualTo("v1");
    assertThat(V1.Pod.parseFrom(unknown.getRaw()).getMetadata().getName()).isEqualTo("a");
    assertThat(ProtobufCodec.isProtobuf(new byte[] {'k', '8', 's'})).isFalse();
  }

  @Test
  void whatDoesNotSayItsKindIsTakenForWhatWasExpected() {
    byte[] bytes =
        ProtobufCodec.envelope(
            new GroupVersionKind("", "", ""),
            Meta.DeleteOptions.newBuilder().setGracePeriodSeconds(0).build().toByteArray());

    ApiObject options = codec.decode(bytes, GroupVersionKind.of("v1", "DeleteOptions"));

    assertThat(options.tree().toJson())
        .isEqualTo("{\"kind\":\"DeleteOptions\",\"apiVersion\":\"v1\",\"gracePeriodSeconds\":0}");
    assertThatThrownBy(() -> codec.decode(bytes))
        .isInstanceOf(BadProtobuf.class)
        .hasMessage("Object 'Kind' is missing");
  }

  @Test
  void schemasOfCustomResourcesKeepTheirChoices() {
    String schema =
        "{\"type\":\"object\",\"properties\":{\"a\":{\"items\":{\"type\":\"string\"},"
            + "\"additionalProperties\":false,\"default\":{\"x\":1}},"
            + "\"b\":{\"items\":[{\"type\":\"string\"}],"
            + "\"additionalProperties\":{\"type\":\"integer\"}}},"
            + "\"dependencies\":{\"c\":[\"d\"]},\"maximum\":1.5,"
            + "\"x-kubernetes-preserve-unknown-fields\":true}";
    ApiObject crd =
        object(
            "{\"kind\":\"CustomResourceDefinition\",\"apiVersion\":\"apiextensions.k8s.io/v1\","
                + "\"spec\":{\"versions\":[{\"schema\":{\"openAPIV3Schema\":"
                + schema
                + "}}]}}");

    ApiObject again = codec.decode(codec.encode(crd));

    JsonObject version = again.spec().array("versions").objects().findFirst().orElseThrow();
    assertThat(version.objectAt("schema", "openAPIV3Schema")).isEqualTo(JsonReader.read(schema));
  }

  @Test
  void listsAreMadeOfMessages() {
    GroupVersionKind listKind = GroupVersionKind.of("v1", "ConfigMapList");
    List<byte[]> items =
        List.of("a", "b").stream()
            .map(
                name ->
                    codec.encodeMessage(
                        object(
                            "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\""
                                + name
                                + "\"}}")))
            .toList();
    JsonObject metadata = JsonReader.readObject("{\"resourceVersion\":\"7\"}");

    byte[] list = codec.list(listKind, metadata, items);

    assertThat(codec.decode(list).tree().toJson())
        .isEqualTo(
            "{\"kind\":\"ConfigMapList\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":"
                + "\"7\"},\"items\":[{\"metadata\":{\"name\":\"a\"}},{\"metadata\":{\"name\":\"b\"}}]}");
    long itemBytes = 0;
    ByteArrayOutputStream tail = new ByteArrayOutputStream();
    for (byte[] item : items) {
      byte[] head = ProtobufCodec.itemHead(item.length);
      tail.writeBytes(head);
      tail.writeBytes(item);
      itemBytes += head.length + item.length;
    }
    ByteArrayOutputStream pieces = new ByteArrayOutputStream();
    pieces.writeBytes(codec.listHead(listKind, metadata, itemBytes));
    pieces.writeBytes(tail.toByteArray());
    assertThat(codec.decode(pieces.toByteArray())).isEqualTo(codec.decode(list));
  }

  @Test
  void aFrameOfAWatchHasItsLengthBeforeIt() throws Exception {
    byte[] pod = codec.encode(object("{\"kind\":\"Pod\",\"apiVersion\":\"v1\"}"));

    byte[] frame = ProtobufCodec.watchFrame(new ProtobufCodec.WatchEvent("ADDED", pod));

    assertThat(Arrays.copyOf(frame, 4)).isEqualTo(new byte[] {0, 0, 0, (byte) (frame.length - 4)});
    byte[] body = Arrays.copyOfRange(frame, 4, frame.length);
    Meta.WatchEvent event = Meta.WatchEvent.parseFrom(body);
    assertThat(event.getType()).isEqualTo("ADDED");
    assertThat(event.getObject().getRaw().toByteArray()).isEqualTo(pod);
    ProtobufCodec.WatchEvent read = ProtobufCodec.readWatchEvent(body);
    assertThat(read.type()).isEqualTo("ADDED");
    assertThat(read.object()).isEqualTo(pod);
  }

  @Test
  void aListOfAnythingMayHoldEnvelopes() {
    byte[] pod = ProtobufCodec.envelope(POD, new byte[0]);
    V1.List list =
        V1.List.newBuilder()
            .addItems(Runtime.RawExtension.newBuilder().setRaw(ByteString.copyFrom(pod)))
            .addItems(
                Runtime.RawExtension.newBuilder().setRaw(ByteString.copyFromUtf8("{\"a\":1}")))
            .build();

    assertThat(json(GroupVersionKind.of("v1", "List"), list))
        .isEqualTo(
            "{\"kind\":\"List\",\"apiVersion\":\"v1\",\"metadata\":{},\"items\":[{\"kind\":\"Pod\","
                + "\"apiVersion\":\"v1\",\"metadata\":{},\"spec\":{\"containers\":null},"
                + "\"status\":{}},{\"a\":1}]}");
  }

  @Test
  void depthHasABound() {
    assertThat(codec.decode(nested(200)).kind()).isEqualTo(CRD);
    byte[] deep = nested(600);
    assertThatThrownBy(() -> codec.decode(deep))
        .isInstanceOf(BadProtobuf.class)
        .hasMessage("messages are nested deeper than 512");
    byte[] envelopes = {};
    for (int i = 0; i < 600; i++) {
      V1.List list =
          V1.List.newBuilder()
              .addItems(Runtime.RawExtension.newBuilder().setRaw(ByteString.copyFrom(envelopes)))
              .build();
      envelopes = ProtobufCodec.envelope(GroupVersionKind.of("v1", "List"), list.toByteArray());
    }
    byte[] all = envelopes;
    assertThatThrownBy(() -> codec.decode(all)).isInstanceOf(BadProtobuf.class);
    byte[] groups = new byte[3_000];
    Arrays.fill(groups, (byte) (100 << 3 & 0x7F | 3));
    byte[] inEnvelope = ProtobufCodec.envelope(POD, groups);
    assertThatThrownBy(() -> codec.decode(inEnvelope)).isInstanceOf(BadProtobuf.class);
  }

  private static byte[] nested(int levels) {
    byte[] schema = {};
    for (int i = 0; i < levels; i++) {
      Output out = new Output();
      // JSONSchemaProps.not
      out.bytes(schema);
      out.tag(28, Input.BYTES);
      schema = out.toBytes();
    }
    V1Apiextensions.CustomResourceDefinition.Builder crd =
        V1Apiextensions.CustomResourceDefinition.newBuilder();
    Output out = new Output();
    out.bytes(schema);
    out.tag(1, Input.BYTES);
    byte[] validation = out.toBytes();
    Output version = new Output();
    version.bytes(validation);
    version.tag(4, Input.BYTES);
    Output spec = new Output();
    spec.bytes(version.toBytes());
    spec.tag(7, Input.BYTES);
    Output whole = new Output();
    whole.bytes(spec.toBytes());
    whole.tag(2, Input.BYTES);
    whole.raw(crd.build().toByteArray());
    return ProtobufCodec.envelope(CRD, whole.toBytes());
  }

  @Test
  void treesThatDoNotFitAreRefused() {
    assertThatThrownBy(
            () ->
                codec.encode(
                    object(
                        "{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"spec\":{\"priority\":\"x\"}}")))
        .isInstanceOf(NotEncodable.class)
        .hasMessage("cannot turn string into integer");
    assertThatThrownBy(() -> codec.encode(object("{\"kind\":\"Foo\",\"apiVersion\":\"a/v1\"}")))
        .isInstanceOf(NotEncodable.class);
    assertThat(codec.knows(POD)).isTrue();
    assertThat(codec.knows(GroupVersionKind.of("a/v1", "Foo"))).isFalse();
  }

  @Test
  void malformedBytesSayWhatIsWrong() {
    assertThatThrownBy(() -> codec.decode(new byte[] {'{', '}'}))
        .hasMessageStartingWith("provided data does not appear to be a protobuf message");
    assertThatThrownBy(() -> codec.decode(new byte[] {'k', '8', 's', 0})).hasMessage("empty body");
    assertThatThrownBy(
            () -> codec.decode(ProtobufCodec.envelope(POD, new byte[] {10, (byte) 200, 100})))
        .hasMessage("unexpected EOF");
    assertThatThrownBy(() -> codec.decode(ProtobufCodec.envelope(POD, new byte[] {8, 1})))
        .hasMessage("wrong wireType = 0 for field 1");
  }

  @Test
  void durationsAreGos() {
    for (String text :
        List.of("0s", "1ns", "1.5µs", "300ms", "1.5s", "1m30s", "24h0m0s", "-2m0s")) {
      assertThat(GoDuration.format(GoDuration.parse(text))).isEqualTo(text);
    }
    assertThat(GoDuration.parse("1h15m30.918s")).isEqualTo(4_530_918_000_000L);
    assertThat(GoDuration.format(Long.MIN_VALUE)).isEqualTo("-2562047h47m16.854775808s");
    for (String text : List.of("", "1", "s", ".s", "1d", "9999999999h")) {
      assertThatThrownBy(() -> GoDuration.parse(text)).isInstanceOf(NotEncodable.class);
    }
  }
}
