namespace RiskMonitor.Bench.Workload;

/// <summary>One mark of a message.</summary>
internal readonly record struct MarkLine(int Pupil, short Session, byte Code);

/// <summary>What a school sends in one go: up to twelve class registers, about 370 marks. No pupil stands in it twice.</summary>
internal sealed record Page(int School, int Number, MarkLine[] Lines);

/// <summary>
/// The messages of one session: a register per class, 1 % sent twice, 2 % one to ten sessions late, 0.1 % with a code that is none
/// (sent again right the next session), and each mark O corrected to I a few sessions later with a chance that makes 0.5 % of marks.
/// </summary>
internal sealed class Registers(Population population, int maximumLines = Registers.PageLines)
{
    public const int PageLines = 370;
    private const double Duplicated = 0.01, Late = 0.02, Malformed = 0.001, CorrectedOfOther = 0.35;

    private readonly Dictionary<int, List<(int School, MarkLine[] Lines)>> later = [];

    /// <summary>The pages sent during a session, school by school, in the order in which each school sends them.</summary>
    public Page[][] Send(int session, byte[] codes)
    {
        var messages = population.Schools.Select(_ => new List<MarkLine[]>()).ToArray();
        if (later.Remove(session, out var due))
        {
            foreach (var (school, lines) in due)
                messages[school].Add(lines);
        }

        foreach (var school in population.Schools)
        {
            for (var group = 0; group < school.Classes; group++)
                SendRegister(session, school, group, codes, messages[school.Index]);
        }

        return [.. messages.Select((list, school) => Paged(school, list).ToArray())];
    }

    private void SendRegister(int session, BenchSchool school, int group, byte[] codes, List<MarkLine[]> messages)
    {
        var first = school.FirstPupil + (group * Population.ClassSize);
        var dice = new Dice(population.Seed, 5, (ulong)first, (ulong)session);
        var lines = new MarkLine[Math.Min(Population.ClassSize, school.FirstPupil + school.Pupils - first)];
        for (var next = 0; next < lines.Length; next++)
        {
            lines[next] = new MarkLine(first + next, (short)session, codes[first + next]);
            if (codes[first + next] == Codes.Other && dice.Roll() < CorrectedOfOther)
                Postpone(session + dice.Between(11, 16), school, [lines[next] with { Code = Codes.Illness }]);
        }

        if (dice.Roll() < Malformed)
        {
            var wrong = dice.Between(0, lines.Length);
            Postpone(session + 1, school, [lines[wrong]]);
            lines[wrong] = lines[wrong] with { Code = Codes.Malformed };
        }

        if (dice.Roll() < Late)
            Postpone(session + dice.Between(1, 11), school, lines);
        else
            messages.Add(lines);
        if (dice.Roll() < Duplicated)
            messages.Add(lines);
    }

    private void Postpone(int session, BenchSchool school, MarkLine[] lines)
    {
        if (!later.TryGetValue(session, out var list))
            later[session] = list = [];
        list.Add((school.Index, lines));
    }

    private IEnumerable<Page> Paged(int school, List<MarkLine[]> messages)
    {
        var number = 0;
        var lines = new List<MarkLine>(maximumLines);
        var seen = new HashSet<int>();
        foreach (var message in messages)
        {
            if (lines.Count + message.Length > maximumLines || message.Any(line => seen.Contains(line.Pupil)))
            {
                yield return new Page(school, number++, [.. lines]);
                lines.Clear();
                seen.Clear();
            }

            lines.AddRange(message);
            seen.UnionWith(message.Select(line => line.Pupil));
        }

        if (lines.Count > 0)
            yield return new Page(school, number, [.. lines]);
    }
}
