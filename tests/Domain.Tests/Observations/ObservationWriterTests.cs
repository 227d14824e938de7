using System.Buffers;
using System.Text.Json;
using CsCheck;
using RiskMonitor.Domain.Observations;

namespace RiskMonitor.Domain.Tests.Observations;

public sealed class ObservationWriterTests
{
    [Fact]
    public void What_is_written_is_read_back_field_for_field() => AnyObservation.Any.Sample(observation =>
    {
        using var writer = new ObservationWriter();
        var output = new ArrayBufferWriter<byte>();

        writer.Write(observation, output);
        var read = new ObservationReader(ReaderOptions.Journal).Read(output.WrittenMemory[..^1], 1, default);

        Assert.Equal(AllOf(observation), AllOf(Assert.IsType<ReadLine>(read).Observation));
        Assert.Equal(0, ((ReadLine)read).UnknownFields);
    });

    [Fact]
    public void What_we_write_a_sender_could_have_sent() => AnyObservation.Any.Where(it => it is not FeedReport and not SchoolFigures and not IdentityDecision and not LessonMark and not Pupil and not Suspension and not Plan and not BoardReport).Sample(observation =>
    {
        using var writer = new ObservationWriter();
        var output = new ArrayBufferWriter<byte>();

        writer.Write(observation, output);

        Assert.IsType<ReadLine>(new ObservationReader(ReaderOptions.Replay).Read(output.WrittenMemory[..^1], 1, default));
    });

    [Fact]
    public void A_batch_comes_back_whole_and_in_order() => Gen.OneOf(AnyObservation.Any, AnyObservation.Received(AnyObservation.Mark)).List[0, 12].Sample(batch =>
    {
        var read = ObservationBatchText.Read(ObservationBatchText.Write(batch));

        Assert.Equal(batch.Select(AllOf), read.Select(AllOf));
    });

    [Fact]
    public void A_register_takes_one_line()
    {
        var batch = Register();

        var body = ObservationBatchText.Write(batch);

        Assert.Equal(1, body.Count(octet => octet == '\n'));
        Assert.InRange(body.Length, 1, 1000);
        Assert.Equal(batch.Select(AllOf), ObservationBatchText.Read(body).Select(AllOf));
    }

    [Fact]
    public void A_journal_body_that_was_cut_is_not_believed()
    {
        var body = ObservationBatchText.Write(Register());

        Assert.Throws<InvalidDataException>(() => ObservationBatchText.Read(body.AsMemory(0, body.Length - 1)));
        Assert.Throws<InvalidDataException>(() => ObservationBatchText.Read((byte[])[.. body.AsSpan(0, 300), (byte)'\n']));
    }

    private static List<Observation> Register() => [.. Enumerable.Range(1, 30).Select(n => (Observation)new Mark
    {
        School = new SchoolId("oakfield"),
        Student = new StudentId($"p{n:000}"),
        At = new(new DateOnly(2026, 10, 6), Windows.Session.AM),
        Code = n % 7 == 0 ? "L" : "/",
        MinutesLate = n % 7 == 0 ? 5 : null,
        RecordedAt = CanonicalLines.Now,
        ReceivedAt = CanonicalLines.Now,
    })];

    // Every property, by the serialiser's reflection, so that a field the writer forgets is noticed.
    private static string AllOf(Observation observation) => JsonSerializer.Serialize(observation, observation.GetType());
}
