namespace RiskMonitor.StandIns.Demo;

/// <summary>Names for children who do not exist. Surnames are made up of two words, so that a screenshot cannot be taken for a real register.</summary>
internal static class NameBook
{
    private static readonly string[] _forenames =
    [
        "Aadya", "Abel", "Adaeze", "Aiden", "Aisha", "Alba", "Amara", "Amir", "Anika", "Arlo", "Ayo", "Bao", "Beatrix", "Bilal", "Bryn",
        "Caleb", "Carys", "Chiara", "Dafydd", "Daria", "Devi", "Dylan", "Ebony", "Elif", "Emeka", "Esme", "Ewan", "Farah", "Femi", "Finn",
        "Freya", "Gwen", "Hana", "Harvir", "Hugo", "Ibrahim", "Ida", "Ifan", "Imani", "Isla", "Jaden", "Jasmin", "Jonah", "Kaia", "Kofi",
        "Lara", "Leila", "Lin", "Lola", "Mabel", "Mariam", "Mateo", "Maya", "Mei", "Milo", "Nadia", "Nia", "Niko", "Noor", "Olu", "Omar",
        "Orla", "Otis", "Padma", "Petra", "Quinn", "Rafi", "Rhys", "Roza", "Rowan", "Saba", "Samir", "Sana", "Seren", "Shay", "Sol",
        "Tadeo", "Tariq", "Tess", "Theo", "Uma", "Vera", "Wren", "Xanthe", "Yara", "Yusuf", "Zack", "Zofia", "Zuri",
    ];

    private static readonly string[] _beginnings =
    [
        "Amber", "Apple", "Birch", "Bramble", "Clay", "Copper", "Elder", "Fern", "Flint", "Hazel", "Heron", "Ivy", "Kite", "Lark", "Maple",
        "Marsh", "Moss", "Oat", "Otter", "Pebble", "Plum", "Quill", "Reed", "Robin", "Rush", "Sand", "Sorrel", "Thistle", "Willow", "Wren",
    ];

    private static readonly string[] _endings =
    [
        "acre", "bank", "barrow", "beck", "brook", "croft", "dale", "fell", "field", "gate", "grove", "holt", "lake", "mere", "moor",
        "ridge", "shaw", "stone", "wick", "worth",
    ];

    public static string Forename(SeededDraw draw) => draw.One(_forenames);

    public static string Surname(SeededDraw draw) => draw.One(_beginnings) + draw.One(_endings);
}
