using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using RiskMonitor.Api.Access;
using RiskMonitor.Api.Auditing;
using RiskMonitor.Contracts;
using RiskMonitor.Domain;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Interfaces;
using Line = RiskMonitor.Domain.Observations;

namespace RiskMonitor.Api.Observations;

/// <summary>How much one push may bring. Section <c>Push</c>; checked at start.</summary>
internal sealed class PushOptions
{
    public const string Section = "Push";

    /// <summary>The longest body, in bytes: 64 KiB–4 GiB. Default 64 MiB.</summary>
    [System.ComponentModel.DataAnnotations.Range(64L << 10, 4L << 30)]
    public long LongestBody { get; set; } = 64L << 20;
}

/// <summary>Why a push stopped, and when to try again.</summary>
/// <param name="RetryAfter">Null: the same again would meet the same trouble.</param>
internal sealed record PushTrouble(int Status, string Title, TimeSpan? RetryAfter);

internal sealed record PushOutcome(ObservationsReply Reply, PushTrouble? Trouble);

/// <summary>Reads a body line by line and hands it to the schools in batches; keeps at most a batch for each school in memory.</summary>
internal sealed class ObservationIntake(IGrainFactory grains, AuditTrail trail, SchoolClock clock, IOptions<PushOptions> options)
{
    private const int LinesPerBatch = 500;
    private const int RejectionsNamed = 1000;

    public long LongestBody => options.Value.LongestBody;

    public string TooLong => $"The body is longer than {LongestBody} bytes.";

    public async Task<PushOutcome> Take(Stream body, Staff staff, string key, CancellationToken cancellation)
    {
        var push = new Push(key.Length > 0 ? $"push/{staff.Id}/{key}" : $"push/{Guid.NewGuid():N}");
        try
        {
            var reader = new ObservationReader(ReaderOptions.Sender);
            await foreach (var line in NdjsonLines.ReadAsync(body, ReaderOptions.Sender.MaximumLineBytes, cancellation))
                await Take(push, staff, line, reader.Read(line.Bytes, line.Number, clock.Now));
            foreach (var school in push.Batches.Keys.Order().ToList())
                await Send(push, staff, school);
            return new PushOutcome(push.Reply(reader.UnknownFields), null);
        }
        catch (BadHttpRequestException broken)
        {
            return new PushOutcome(push.Reply(0), new PushTrouble(broken.StatusCode, broken.StatusCode == StatusCodes.Status413PayloadTooLarge ? TooLong : "The body broke off.", null));
        }
        catch (JournalBehindException behind)
        {
            return new PushOutcome(push.Reply(0), new PushTrouble(StatusCodes.Status429TooManyRequests, "The journal is behind. Try again later.", behind.RetryAfter));
        }
        catch (AuditBehindException)
        {
            return new PushOutcome(push.Reply(0), new PushTrouble(StatusCodes.Status503ServiceUnavailable, "The audit trail cannot be written, so nothing is withdrawn. Try again later.", TimeSpan.FromSeconds(5)));
        }
        catch (Exception exception) when (exception is TimeoutException or OrleansException or System.Data.Common.DbException)
        {
            return new PushOutcome(push.Reply(0), new PushTrouble(StatusCodes.Status503ServiceUnavailable, "The schools cannot be reached. Try again later.", TimeSpan.FromSeconds(5)));
        }
    }

    private async Task Take(Push push, Staff staff, NumberedLine line, LineOutcome outcome)
    {
        if (outcome is Line.RejectedLine refused)
        {
            push.Refuse((int)refused.Line, refused.Field, refused.Reason);
            return;
        }

        var observation = ((ReadLine)outcome).Observation;
        if (!Policy.Decide(staff.Grants, Act.PushObservations, observation.School).Allowed)
        {
            push.Refuse((int)line.Number, "school", "is not a school you may send for");
            return;
        }

        if (push.Add(observation, line.Bytes.Span) >= LinesPerBatch)
            await Send(push, staff, observation.School);
    }

    private async Task Send(Push push, Staff staff, SchoolId school)
    {
        var batch = push.Cut(school);
        if (batch.Observations.IsEmpty)
            return;
        // What was known of a pupil is taken away: written down before it is done, as when a person does it.
        if (batch.Observations.Count(each => each is Line.Withdrawn) is > 0 and var withdrawn)
            await trail.Write(staff.Id, "observations.withdraw", school.Value, why: string.Create(CultureInfo.InvariantCulture, $"{withdrawn} withdrawn"));
        await grains.GetGrain<ISchoolGrain>(school.Value).Ingest(batch);
        push.Accepted += batch.Observations.Length;
    }

    /// <summary>One body on its way in.</summary>
    private sealed class Push(string key)
    {
        private readonly List<Contracts.RejectedLine> rejections = [];
        private int refused;
        private int batches;

        public Dictionary<SchoolId, Batch> Batches { get; } = [];

        public int Accepted { get; set; }

        public int Add(Observation observation, ReadOnlySpan<byte> line)
        {
            if (!Batches.TryGetValue(observation.School, out var batch))
                Batches[observation.School] = batch = new Batch();
            return batch.Add(observation, line);
        }

        // The same body under the same key is cut in the same places, so each batch is taken once. What the lines say is part of
        // the key: another body under a key that was used before must not be acknowledged and dropped.
        public IngestBatch Cut(SchoolId school)
        {
            if (!Batches.Remove(school, out var batch))
                return new IngestBatch(key, null, []);
            return new IngestBatch(string.Create(CultureInfo.InvariantCulture, $"{key}/{++batches}/{batch.Digest()}"), null, batch.Observations());
        }

        public void Refuse(int line, string? field, string reason)
        {
            refused++;
            if (rejections.Count < RejectionsNamed)
                rejections.Add(new Contracts.RejectedLine(line, field, reason));
        }

        public ObservationsReply Reply(long unknownFields) => new(
            Accepted,
            refused,
            rejections,
            unknownFields == 0 ? new Dictionary<string, int>() : new Dictionary<string, int> { ["all"] = (int)unknownFields });
    }

    /// <summary>The lines of one school that go into its journal together.</summary>
    private sealed class Batch
    {
        private readonly ImmutableArray<Observation>.Builder observations = ImmutableArray.CreateBuilder<Observation>();
        private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        public int Add(Observation observation, ReadOnlySpan<byte> line)
        {
            hash.AppendData(line);
            hash.AppendData("\n"u8);
            observations.Add(observation);
            return observations.Count;
        }

        public ImmutableArray<Observation> Observations() => observations.ToImmutable();

        public string Digest()
        {
            using (hash)
                return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));
        }
    }
}
