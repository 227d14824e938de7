using Npgsql;
using NpgsqlTypes;
using RiskMonitor.Bench.Workload;

namespace RiskMonitor.Bench.Contestants;

/// <summary>
/// P1, the hard peer: PostgreSQL does all of it in one set-based function, about 370 marks a transaction, over two connections.
/// Schools are dealt out to the connections, so that each school's pages are taken in order.
/// </summary>
internal sealed class SetBasedPostgres(RegisterWorkload workload, string connectionString, int connections) : IContestant
{
    private static readonly Dictionary<short, string> Rules = new()
    {
        [1] = "ATT-03",
        [2] = "ATT-04",
        [4] = "ATT-04w",
        [8] = "ATT-05",
        [16] = "ATT-08",
        [32] = "SG-01",
        [64] = "SG-02",
    };

    private readonly NpgsqlDataSource source = NpgsqlDataSource.Create(connectionString);
    private readonly int[] windows = [.. Enumerable.Range(0, workload.Year.Sessions).Select(workload.Year.WindowStart)];
    private SessionWork[] prepared = [];

    public string Name => "P1";

    public char Durability => 'D';

    public async Task Load()
    {
        await using var connection = await source.OpenConnectionAsync();
        using (var script = new StreamReader(typeof(SetBasedPostgres).Assembly.GetManifestResourceStream("RiskMonitor.Bench.Contestants.SetBased.sql")!))
            await Execute(connection, await script.ReadToEndAsync());
        await LoadSchools(connection);
        await LoadPupils(connection);
        await Execute(connection, "VACUUM ANALYZE");
    }

    public void Prepare(SessionLoad[] sessions) => prepared = [.. sessions.Select(PrepareSession)];

    public async Task<long> Run()
    {
        foreach (var session in prepared)
        {
            await Task.WhenAll(session.Lanes.Select(lane => Task.Run(() => TakeLane(session, lane))));
            await using var tick = source.CreateCommand("SELECT tick($1, $2)");
            tick.Parameters.AddWithValue(session.Session);
            tick.Parameters.AddWithValue(session.Deadline);
            await tick.ExecuteScalarAsync();
        }

        return prepared.Sum(session => session.Marks);
    }

    public async Task<IReadOnlySet<OpenAlert>> Open()
    {
        var open = new HashSet<OpenAlert>();
        await using var pupils = source.CreateCommand("SELECT pupil, open FROM pupil WHERE open <> 0");
        await using (var rows = await pupils.ExecuteReaderAsync())
        {
            while (await rows.ReadAsync())
            {
                var bits = rows.GetInt16(1);
                foreach (var (bit, rule) in Rules.Where(rule => (bits & rule.Key) != 0))
                    open.Add(new OpenAlert(workload.Population.Student(rows.GetInt32(0)).Value, rule));
            }
        }

        await using var schools = source.CreateCommand("SELECT school FROM school WHERE open01 >= 0");
        await using var found = await schools.ExecuteReaderAsync();
        while (await found.ReadAsync())
            open.Add(new OpenAlert(workload.Population.Schools[found.GetInt32(0)].Id.Value, "SCH-01"));
        return open;
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();

    private SessionWork PrepareSession(SessionLoad load)
    {
        var lanes = Enumerable.Range(0, connections).Select(lane => PrepareLane(load, lane)).ToArray();
        return new SessionWork(load.Session, workload.Opens(load.Session).UtcDateTime, workload.Deadline(load.Session).UtcDateTime, lanes, load.Marks);
    }

    // Pages of several schools are put together until about 370 marks: a transaction is what costs here.
    private Lane PrepareLane(SessionLoad load, int lane)
    {
        var batches = new List<Batch>();
        var lines = new List<MarkLine>();
        var seen = new HashSet<int>();
        foreach (var page in load.Pages.Where((_, school) => school % connections == lane).SelectMany(pages => pages))
        {
            var good = page.Lines.Where(line => line.Code != Codes.Malformed).ToArray();
            if (lines.Count > 0 && (lines.Count + good.Length > Registers.PageLines + 20 || good.Any(line => seen.Contains(line.Pupil))))
                Close();
            lines.AddRange(good);
            seen.UnionWith(good.Select(line => line.Pupil));
        }

        Close();
        var schools = Enumerable.Range(0, workload.Population.Schools.Length).Where(school => school % connections == lane).ToArray();
        return new Lane([.. batches], [.. schools.SelectMany(school => load.Concerns[school])], [.. schools.SelectMany(school => load.Behaviour[school])]);

        void Close()
        {
            batches.Add(BatchOf(lines));
            lines.Clear();
            seen.Clear();
        }
    }

    private Batch BatchOf(List<MarkLine> lines) => new(
        [.. lines.Select(line => line.Pupil)],
        [.. lines.Select(line => (int)line.Session)],
        [.. lines.Select(line => (int)line.Code)],
        [.. lines.Select(line => windows[line.Session])],
        [.. lines.Select(line => line.Session == 0 ? 0 : windows[line.Session - 1])]);

    private async Task TakeLane(SessionWork session, Lane lane)
    {
        await using var connection = await source.OpenConnectionAsync();
        // The planner cannot know that an array has 370 entries and a row is found by its place; these are the plans it should take.
        await Execute(connection, "SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan; SET jit = off");
        await using var take = new NpgsqlCommand("SELECT take($1, $2, $3, $4, $5, $6, $7)", connection);
        for (var next = 0; next < 6; next++)
            take.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer });
        take.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.TimestampTz, Value = session.At });
        take.Parameters[5].Value = windows;
        await take.PrepareAsync();
        foreach (var batch in lane.Batches)
        {
            (take.Parameters[0].Value, take.Parameters[1].Value, take.Parameters[2].Value) = (batch.Pupils, batch.Sessions, batch.Codes);
            (take.Parameters[3].Value, take.Parameters[4].Value) = (batch.Windows, batch.WindowsBefore);
            await take.ExecuteScalarAsync();
        }

        await TakeOthers(connection, session, lane);
    }

    private static async Task TakeOthers(NpgsqlConnection connection, SessionWork session, Lane lane)
    {
        foreach (var line in lane.Concerns)
        {
            await using var take = new NpgsqlCommand("SELECT take_concern($1, $2, $3, $4, $5, $6, $7)", connection);
            foreach (var value in new object[] { line.Id, line.Pupil, line.On, line.Severity, line.Recorder, session.Session, session.At })
                take.Parameters.AddWithValue(value);
            await take.ExecuteScalarAsync();
        }

        if (lane.Behaviour.Length == 0)
            return;
        await using var behaviour = new NpgsqlCommand(
            "INSERT INTO behaviour SELECT * FROM unnest($1, $2, $3, $4) ON CONFLICT (id) DO NOTHING", connection);
        behaviour.Parameters.AddWithValue(lane.Behaviour.Select(line => line.Id).ToArray());
        behaviour.Parameters.AddWithValue(lane.Behaviour.Select(line => line.Pupil).ToArray());
        behaviour.Parameters.AddWithValue(lane.Behaviour.Select(line => line.On).ToArray());
        behaviour.Parameters.AddWithValue(lane.Behaviour.Select(line => (short)line.Points).ToArray());
        await behaviour.ExecuteNonQueryAsync();
    }

    private async Task LoadSchools(NpgsqlConnection connection)
    {
        await using (var schools = await connection.BeginBinaryImportAsync("COPY school (school, first_pupil, on_roll) FROM STDIN (FORMAT BINARY)"))
        {
            foreach (var school in workload.Population.Schools)
                await schools.WriteRowAsync(default, school.Index, school.FirstPupil, school.Pupils);
            await schools.CompleteAsync();
        }

        await using var calendar = await connection.BeginBinaryImportAsync("COPY calendar FROM STDIN (FORMAT BINARY)");
        for (var session = 0; session < workload.Year.Sessions; session++)
            await calendar.WriteRowAsync(default, (short)session, (short)windows[session], workload.Year.At(session).Date);
        await calendar.CompleteAsync();
    }

    // The history goes in as finished rows; then each pupil who may have crossed a threshold in it is walked once.
    private async Task LoadPupils(NpgsqlConnection connection)
    {
        await using (var import = await connection.BeginBinaryImportAsync(
            "COPY pupil (pupil, school, urgent, last, possible, absent, unauthorised, run, away, ua, codes) FROM STDIN (FORMAT BINARY)"))
        {
            for (var pupil = 0; pupil < workload.Population.Pupils; pupil++)
                await import.WriteRowAsync(default, PupilRow(pupil));
            await import.CompleteAsync();
        }

        await Execute(connection, $"SELECT replay(pupil, ARRAY[{string.Join(',', windows)}], now()) FROM pupil WHERE absent >= 30 OR unauthorised >= 7");
    }

    private object[] PupilRow(int pupil)
    {
        var codes = new byte[384];
        var (away, ua) = (new System.Collections.BitArray(384), new System.Collections.BitArray(384));
        for (var session = 0; session < workload.History.Length; session++)
        {
            codes[session] = workload.History[session][pupil];
            away[session] = Codes.IsAbsent(codes[session]);
            ua[session] = Codes.IsUnauthorised(codes[session]);
        }

        var run = codes.Take(workload.History.Length).Reverse().TakeWhile(Codes.IsUnauthorised).Count();
        var urgent = workload.Population.StatusOf(pupil) switch
        {
            Domain.Observations.StatusKind.CP or Domain.Observations.StatusKind.MissingRisk => 2,
            null => 0,
            _ => 1,
        };
        return
        [
            pupil, workload.Population.SchoolOf[pupil], (short)urgent, (short)(workload.History.Length - 1), (short)workload.History.Length,
            (short)codes.Count(Codes.IsAbsent), (short)codes.Count(Codes.IsUnauthorised), (short)run, away, ua, codes,
        ];
    }

    private static async Task Execute(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }

    private sealed record Batch(int[] Pupils, int[] Sessions, int[] Codes, int[] Windows, int[] WindowsBefore);

    private sealed record Lane(Batch[] Batches, ConcernLine[] Concerns, BehaviourLine[] Behaviour);

    private sealed record SessionWork(int Session, DateTime At, DateTime Deadline, Lane[] Lanes, long Marks);
}
