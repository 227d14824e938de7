using System.Buffers;

namespace RiskMonitor.Domain.Observations;

/// <summary>
/// A batch of observations as the journal's body: canonical lines, and marks of one register that follow each other as one line
/// <c>{"type":"marks",…,"marks":["p001","/","p002","L",5]}</c>, which only the journal knows.
/// </summary>
public static class ObservationBatchText
{
    // Read and written by one thread at a time; a journal opens thousands of small batches.
    [ThreadStatic]
    private static ObservationReader? reader;

    [ThreadStatic]
    private static ObservationWriter? writer;

    public static byte[] Write(IReadOnlyList<Observation> observations)
    {
        var output = new ArrayBufferWriter<byte>(256);
        Write(observations, output);
        return output.WrittenSpan.ToArray();
    }

    public static void Write(IReadOnlyList<Observation> observations, IBufferWriter<byte> output)
    {
        writer ??= new ObservationWriter();
        for (var next = 0; next < observations.Count;)
        {
            var run = RunOfOneRegister(observations, next);
            if (run > 1) writer.WriteRegister(observations, next, run, output);
            else writer.Write(observations[next], output);
            next += run;
        }
    }

    /// <returns>The observations in the order in which they were written, with their times of receipt.</returns>
    /// <exception cref="InvalidDataException">The body is not one we wrote: nothing of it may be believed.</exception>
    public static IReadOnlyList<Observation> Read(ReadOnlyMemory<byte> body)
    {
        reader ??= new ObservationReader(ReaderOptions.Journal);
        var observations = new List<Observation>();
        for (long line = 1; body.Length > 0; line++)
        {
            var end = body.Span.IndexOf((byte)'\n');
            if (end < 0) throw new InvalidDataException($"Line {line} of a journal body has no end.");
            if (!RegisterLine.TryRead(body.Span[..end], reader.Cache, observations)) observations.Add(Canonical(reader, body[..end], line));
            body = body[(end + 1)..];
        }

        return observations;
    }

    private static Observation Canonical(ObservationReader reader, ReadOnlyMemory<byte> line, long number) =>
        reader.Read(line, number, default) switch
        {
            ReadLine read => read.Observation,
            RejectedLine rejected => throw new InvalidDataException($"Line {number} of a journal body: {rejected.Field} {rejected.Reason}."),
            _ => throw new InvalidOperationException("A line is read or rejected."),
        };

    private static int RunOfOneRegister(IReadOnlyList<Observation> observations, int first)
    {
        if (observations[first] is not Mark register) return 1;
        var count = 1;
        while (first + count < observations.Count && observations[first + count] is Mark next && SameRegister(register, next)) count++;
        return count;
    }

    private static bool SameRegister(Mark one, Mark other) =>
        one.At == other.At && one.School == other.School && one.ReceivedAt.EqualsExact(other.ReceivedAt)
        && (one.RecordedAt is { } recorded ? other.RecordedAt is { } also && recorded.EqualsExact(also) : other.RecordedAt is null);
}
